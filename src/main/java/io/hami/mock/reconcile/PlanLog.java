package io.hami.mock.reconcile;

import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs those changes of a new plan that no endpoint logs: refusals, unreadable sources, and
 * resources that are gone.
 */
final class PlanLog {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private PlanLog() {}

  /** Logs a caution when it first applies, not again each time the number changes. */
  private static void tellCaution(@Nullable Outcome was, PlannedResource resource) {
    boolean said = was instanceof Outcome.Advertise before && before.caution().isPresent();
    if (!said) {
      resource.caution().ifPresent(why -> log.warn("{}: {}", resource.name(), why));
    }
  }

  /**
   * Logs that another plugin has the name once, as long as that lasts, even if the reason's text
   * changes.
   */
  private static void tellTaken(@Nullable Outcome was, ResourceName name, Reason why) {
    if (!isOf(was, Reason.Kind.CONTENDED)) {
      log.warn("{}: not advertised: {}", name, why);
    }
  }

  private static boolean isOf(@Nullable Outcome outcome, Reason.Kind kind) {
    return switch (outcome) {
      case Outcome.Refuse(var _, Reason why) -> why.kind() == kind;
      case Outcome.Withhold(Reason why) -> why.kind() == kind;
      case null, default -> false;
    };
  }

  static void tell(Plan last, Plan next) {
    Map<ResourceName, Outcome> before =
        last.resources().stream()
            .collect(
                Collectors.toMap(
                    PlannedResource::name, PlannedResource::outcome, (first, _) -> first));
    for (PlannedResource resource : next.resources()) {
      Outcome was = before.get(resource.name());
      tellCaution(was, resource);
      switch (resource.outcome()) {
        case Outcome.Refuse(var _, var why) when why.kind() == Reason.Kind.RIGHT_UNKNOWN ->
            log.info("{}: {}", resource.name(), why);
        case Outcome.Refuse(var _, var why) when why.kind() == Reason.Kind.REMEMBERED -> {
          if (!isOf(was, why.kind())) {
            log.info("{}: not advertised yet: {}", resource.name(), why);
          }
        }
        case Outcome.Refuse(var _, var why) when why.kind() == Reason.Kind.CONTENDED ->
            tellTaken(was, resource.name(), why);
        case Outcome.Withhold(var why) when why.kind() == Reason.Kind.CONTENDED ->
            tellTaken(was, resource.name(), why);
        case Outcome.Refuse(var _, var why) when !resource.outcome().equals(was) ->
            log.error("{}: not advertised: {}", resource.name(), why);
        case Outcome.Advertise(var units, var _, var degraded, var _)
            when degraded.isPresent() && !resource.outcome().equals(was) ->
            log.error("{}: stays at {} units: {}", resource.name(), units, degraded.get());
        case Outcome.Withhold(var why) when why.kind() == Reason.Kind.REMEMBERED -> {
          if (!isOf(was, why.kind())) {
            log.info("{}: not advertised yet: {}", resource.name(), why);
          }
        }
        case Outcome.Withhold(var why)
            when why.kind() == Reason.Kind.MALFORMED && !resource.outcome().equals(was) ->
            log.error("{}: not advertised: {}", resource.name(), why);
        case Outcome.Withhold(var why) when was instanceof Outcome.Advertise ->
            log.info("{}: no longer advertised: {}", resource.name(), why);
        default -> log.debug("{}: {}", resource.name(), resource.outcome());
      }
    }
  }
}
