package io.hami.mock.control.jmx;

import io.hami.mock.model.Units;
import io.hami.mock.reconcile.ResourceState;

/** One line of the plan, as a JMX client shows it. */
public record ResourceRow(
    String vendor,
    String resource,
    long capacity,
    long allocatable,
    int factor,
    String factorOrigin,
    String state,
    String reason) {
  static ResourceRow of(ResourceState state) {
    Units units = state.planned().units().orElse(Units.NONE);
    return new ResourceRow(
        state.vendor(),
        state.name().toString(),
        units.capacity(),
        units.allocatable(),
        state.planned().factor().value(),
        state.planned().factor().origin().toString(),
        state.state(),
        state.reason());
  }
}
