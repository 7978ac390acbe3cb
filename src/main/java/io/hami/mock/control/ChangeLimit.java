package io.hami.mock.control;

import java.util.concurrent.TimeUnit;

/**
 * Limits changes to twenty a second, which is more than any client needs. Each interface, such as
 * HTTP, has its own limit, so that a flood on one does not block the others.
 */
public final class ChangeLimit {
  /** The message for changes beyond the limit. */
  public static final String REFUSAL = "too many changes; try again in a second";

  private static final int MOST_A_SECOND = 20;

  private long second;
  private int attempts;

  /** Counts one more attempt; true when it exceeds the limit. */
  public synchronized boolean exceeded() {
    long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    attempts = now == second ? attempts + 1 : 1;
    second = now;
    return attempts > MOST_A_SECOND;
  }
}
