package io.hami.mock.hardware;

/** Converts memory to the unit of {@link io.hami.mock.model.Card}. */
final class Mebibytes {
  private static final int BYTES = 1 << 20;

  private Mebibytes() {}

  /** The whole MiB in {@code bytes}. */
  static int of(long bytes) {
    return Math.toIntExact(bytes / BYTES);
  }
}
