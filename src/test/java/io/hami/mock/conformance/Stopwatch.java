package io.hami.mock.conformance;

import java.time.Duration;
import java.util.stream.IntStream;

/** Measures how fast something is on a machine that also does other work. */
final class Stopwatch {
  private static final int TRIES = 5;

  private Stopwatch() {}

  /** Something that can be run several times and returns how long it took. */
  @FunctionalInterface
  interface Attempt {
    /** Runs for the {@code number}th time, from 0. */
    Duration run(int number) throws Exception;
  }

  /** The fastest of some attempts: the time without disturbance by other work. */
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

  /** The time since a value of {@link System#nanoTime}. */
  static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
