package io.hami.mock.model;

/** What a resource counts; it decides which split factor applies. */
public enum Measure {
  /** Device memory; divided by the memory factor. */
  MEMORY,
  /** Compute; divided by the core factor. */
  CORES,
  /** Percent of device memory, 100 a card; HAMi divides it by nothing. */
  PERCENTAGE,
  /** Cards or slots on them; never divided, a slot cannot be split. */
  COUNT
}
