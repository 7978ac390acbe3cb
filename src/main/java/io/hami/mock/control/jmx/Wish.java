package io.hami.mock.control.jmx;

import io.hami.mock.control.RefusedException;

/**
 * A client's request to the operator. A refusal is thrown as an exception of the JDK, without a
 * cause: a client without this plugin's classes could not read any other exception.
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

  /** A request without a result. */
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
