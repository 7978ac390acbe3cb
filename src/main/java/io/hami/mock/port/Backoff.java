package io.hami.mock.port;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The waits between attempts that fail: each twice the wait before it, up to a longest one, and
 * there is no last attempt. Every wait is shortened at random by up to a fifth, so that a thousand
 * nodes do not try at the same moment. Not thread-safe.
 */
public final class Backoff {
  private final Duration first;
  private final Duration longest;
  private int failures;

  public Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
  }

  /** The wait after one more failure. */
  public Duration next() {
    long nanos = Math.min(first.toNanos() << Math.min(failures, 20), longest.toNanos());
    failures++;
    return scattered(Duration.ofNanos(nanos));
  }

  /** The wait after one more failure, and never less than {@code least}. */
  public Duration next(Duration least) {
    Duration wait = next();
    return wait.compareTo(least) < 0 ? least : wait;
  }

  /** The next attempt is a first one again. */
  public void reset() {
    failures = 0;
  }

  /** Whether no attempt has failed since the last {@link #reset}. */
  public boolean isReset() {
    return failures == 0;
  }

  /** Between four fifths of {@code duration} and all of it, at random. */
  public static Duration scattered(Duration duration) {
    long nanos = duration.toNanos();
    return Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 5 + 1));
  }
}
