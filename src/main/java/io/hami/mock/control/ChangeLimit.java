package io.hami.mock.control;

import java.util.concurrent.TimeUnit;

/**
 * How often those may change something who come by one way, such as HTTP: twenty times a second,
 * which is more than anybody needs. Each way has its own, so that who floods one leaves the others
 * open.
 */
public final class ChangeLimit {
  /** What those beyond are told. */
  public static final String REFUSAL = "too many changes; try again in a second";

  private static final int MOST_A_SECOND = 20;

  private long second;
  private int attempts;

  /** Counts one more attempt, and says whether it is one too many. */
  public synchronized boolean exceeded() {
    long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    attempts = now == second ? attempts + 1 : 1;
    second = now;
    return attempts > MOST_A_SECOND;
  }
}
