package io.hami.mock.port;

import java.time.Duration;
import java.util.Optional;

/**
 * The faults to inject into one resource's endpoint.
 *
 * @param withheld whether the resource is kept from being registered
 * @param frozen whether the list is kept as it is
 * @param delay the delay of each Allocate
 * @param failure the error with which each Allocate is refused
 */
public record EndpointFaults(
    boolean withheld, boolean frozen, Optional<Duration> delay, Optional<String> failure) {
  public static final EndpointFaults NONE =
      new EndpointFaults(false, false, Optional.empty(), Optional.empty());
}
