package io.hami.mock.hardware;

/** Memory as {@link io.hami.mock.model.Card} has it. */
final class Mebibytes {
  private static final int BYTES = 1 << 20;

  private Mebibytes() {}

  /** Whole MiB in {@code bytes}. */
  static int of(long bytes) {
    return Math.toIntExact(bytes / BYTES);
  }
}
