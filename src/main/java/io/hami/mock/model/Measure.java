package io.hami.mock.model;

/** What a resource counts; it decides which split factor applies. */
public enum Measure {
  /** Device memory; divided by the memory factor. */
  MEMORY,
  /** Compute; divided by the core factor. */
  CORES,
  /**
   * Percent of device memory, 100 for each card. HAMi does not divide it; only a factor set for the
   * resource itself does.
   */
  PERCENTAGE,
  /** Cards or slots on them; divided only by a factor set for the resource itself. */
  COUNT,
  /** What a custom resource of the plugin's own config counts; divided only by its own factor. */
  CUSTOM
}
