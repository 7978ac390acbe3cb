package io.hami.mock.fault;

import java.time.Duration;

/**
 * A fault with its target and duration.
 *
 * @param timeToLive {@link #SHORTEST} to {@link #LONGEST}: the limit ends a fault that was
 *     forgotten in a cluster
 */
public record Injection(Fault fault, Target target, Duration timeToLive) {
  public static final Duration SHORTEST = Duration.ofSeconds(1);
  public static final Duration LONGEST = Duration.ofHours(24);

  @Override
  public String toString() {
    return fault + (target.equals(Target.EVERYTHING) ? "" : ", " + target);
  }
}
