package io.hami.mock.histories;

/**
 * A card of NVIDIA.
 *
 * @param memory MiB
 */
record Card(int memory, boolean healthy) {
  /** The profile nvidia-t4. */
  static final Card T4 = new Card(15_360, true);
}
