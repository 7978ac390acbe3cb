package io.hami.mock.fault;

import io.hami.mock.model.ResourceName;
import java.time.Duration;
import java.util.Collection;
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

  /**
   * Those that {@code injections} make of {@code resource}; the longest delay and the last word.
   */
  public static EndpointFaults of(
      Collection<Injection> injections, String vendor, ResourceName resource) {
    EndpointFaults all = NONE;
    for (Injection injection : injections) {
      if (injection.target().covers(vendor, resource)) {
        all = all.with(injection.fault());
      }
    }
    return all;
  }

  private EndpointFaults with(Fault fault) {
    return switch (fault) {
      case Fault.RegistrationWithheld() -> new EndpointFaults(true, frozen, delay, failure);
      case Fault.ListFrozen() -> new EndpointFaults(withheld, true, delay, failure);
      case Fault.AllocateDelayed(Duration by) ->
          new EndpointFaults(
              withheld,
              frozen,
              Optional.of(delay.filter(longer -> longer.compareTo(by) > 0).orElse(by)),
              failure);
      case Fault.AllocateFailed(String message) ->
          new EndpointFaults(withheld, frozen, delay, Optional.of(message));
      case Fault.Unhealthy _, Fault.Flapping _, Fault.StreamDropped _ -> this;
    };
  }
}
