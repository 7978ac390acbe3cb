package io.hami.mock.kubelet;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits that double from one failure to the next, up to a longest one, each lengthened at random by
 * up to a fifth. There is no last attempt.
 */
final class Backoff {
  private final Duration first;
  private final Duration last;
  private int failures;

  Backoff(Duration first, Duration last) {
    this.first = first;
    this.last = last;
  }

  /**
   * The wait after one more failure: at least {@code least}, and lengthened at random by up to a
   * fifth.
   */
  Duration next(Duration least) {
    long nanos = Math.min(first.toNanos() << Math.min(failures, 20), last.toNanos());
    failures++;
    long scattered = nanos + ThreadLocalRandom.current().nextLong(nanos / 5 + 1);
    return Duration.ofNanos(Math.max(scattered, least.toNanos()));
  }

  Duration next() {
    return next(Duration.ZERO);
  }

  void reset() {
    failures = 0;
  }
}
