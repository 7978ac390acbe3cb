package io.hami.mock.reconcile;

import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.ResourceName;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what a new plan brings that no endpoint will say: refusals, unreadable sources, and what has
 * gone.
 */
final class PlanLog {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private PlanLog() {}

  static void tell(Plan last, Plan next) {
    Map<ResourceName, Outcome> before =
        last.resources().stream()
            .collect(
                Collectors.toMap(
                    PlannedResource::name, PlannedResource::outcome, (first, _) -> first));
    for (PlannedResource resource : next.resources()) {
      Outcome was = before.get(resource.name());
      switch (resource.outcome()) {
        case Outcome.Refuse(var _, var why) when !resource.outcome().equals(was) ->
            log.error("{}: not advertised: {}", resource.name(), why);
        case Outcome.Advertise(var units, var _, var degraded)
            when degraded.isPresent() && !resource.outcome().equals(was) ->
            log.error("{}: stays at {} units: {}", resource.name(), units, degraded.get());
        case Outcome.Withhold(var why) when was instanceof Outcome.Advertise ->
            log.info("{}: no longer there: {}", resource.name(), why);
        default -> log.debug("{}: {}", resource.name(), resource.outcome());
      }
    }
  }
}
