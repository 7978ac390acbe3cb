package io.hami.mock.port;

import java.time.Duration;
import java.util.Optional;

/**
 * What is wrong on purpose with one resource's dealings with the kubelet.
 *
 * @param withheld whether it is not registered
 * @param frozen whether the list stays as it is
 * @param delay of each Allocate
 * @param failure what each Allocate is refused with
 */
public record EndpointFaults(
    boolean withheld, boolean frozen, Optional<Duration> delay, Optional<String> failure) {
  public static final EndpointFaults NONE =
      new EndpointFaults(false, false, Optional.empty(), Optional.empty());
}
