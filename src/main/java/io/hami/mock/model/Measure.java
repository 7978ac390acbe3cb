package io.hami.mock.model;

/** What a resource counts; it decides which split factor applies. */
public enum Measure {
  /** Device memory; divided by the memory factor. */
  MEMORY,
  /** Compute; divided by the core factor. */
  CORES,
  /**
   * Percent of device memory, 100 a card; HAMi divides it by nothing, a factor given to the very
   * resource does.
   */
  PERCENTAGE,
  /** Cards or slots on them; divided only by a factor that was given to the very resource. */
  COUNT,
  /** Whatever the plugin's own config declares it to be; divided by its own factor only. */
  CUSTOM
}
