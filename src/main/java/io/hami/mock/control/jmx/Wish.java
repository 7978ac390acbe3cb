package io.hami.mock.control.jmx;

import io.hami.mock.control.RefusedException;

/**
 * What a client asks of the operator. Its refusal leaves as an exception of the JDK's, without a
 * cause: a client that lacks our classes could not read any other.
 */
@FunctionalInterface
interface Wish<T> {
  T ask() throws RefusedException;

  static <T> T answer(Wish<T> wish) {
    try {
      return wish.ask();
    } catch (RefusedException refusal) {
      throw new IllegalArgumentException(refusal.getMessage());
    }
  }

  /** A wish that has no answer. */
  @FunctionalInterface
  interface Silent {
    void ask() throws RefusedException;
  }

  static void grant(Silent wish) {
    try {
      wish.ask();
    } catch (RefusedException refusal) {
      throw new IllegalArgumentException(refusal.getMessage());
    }
  }
}
