package io.hami.mock.conformance;

import java.time.Duration;
import java.util.stream.IntStream;

/** How fast something goes on a machine that does other things as well. */
final class Stopwatch {
  private static final int TRIES = 5;

  private Stopwatch() {}

  /** Something that can be tried, and says how long it took. */
  @FunctionalInterface
  interface Attempt {
    /** Tries for the {@code number}th time, from 0. */
    Duration run(int number) throws Exception;
  }

  /** The fastest of some tries: what it takes when nobody is in the way. */
  static Duration fastest(Attempt attempt) {
    return IntStream.range(0, TRIES)
        .mapToObj(number -> run(attempt, number))
        .sorted()
        .toList()
        .getFirst();
  }

  private static Duration run(Attempt attempt, int number) {
    try {
      return attempt.run(number);
    } catch (Exception failure) {
      throw new AssertionError("try number " + number, failure);
    }
  }

  /** What has passed since a value of {@link System#nanoTime}. */
  static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
