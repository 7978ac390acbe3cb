package io.hami.mock.reconcile;

import io.hami.mock.model.Notice;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.ChangeDigest;
import io.hami.mock.port.Loop;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs those changes of a new plan that no endpoint logs: refusals, unreadable sources, resources
 * that are gone, and notices. A number that changes while the state and its reason stay is no
 * change here.
 */
final class PlanLog {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final ChangeDigest digest;

  PlanLog(Loop loop) {
    digest = new ChangeDigest(loop);
  }

  void tell(Plan last, Plan next) {
    next.notices().stream()
        .filter(notice -> !last.notices().contains(notice))
        .forEach(notice -> digest.tell(notice.kind().toString(), notice.text(), log::warn));
    last.notices().stream()
        .filter(notice -> isOver(notice.kind(), next))
        .forEach(notice -> digest.tell(notice.kind().toString(), "settled: " + notice, log::info));
    Map<ResourceName, Outcome> before =
        last.resources().stream()
            .collect(
                Collectors.toMap(
                    PlannedResource::name, PlannedResource::outcome, (first, _) -> first));
    for (PlannedResource resource : next.resources()) {
      Outcome was = before.get(resource.name());
      tellCaution(was, resource);
      switch (resource.outcome()) {
        case Outcome.Refuse(var _, Reason why) -> tellMissing(resource, was, why);
        case Outcome.Withhold(Reason why) -> tellMissing(resource, was, why);
        case Outcome.Advertise(var units, var _, var degraded, var _) ->
            degraded
                .filter(why -> !isDegraded(was, why))
                .ifPresent(
                    why ->
                        tell(resource, "stays at %s units: %s".formatted(units, why), log::error));
      }
    }
  }

  private static boolean isOver(Notice.Kind kind, Plan next) {
    return next.notices().stream().noneMatch(notice -> notice.kind() == kind);
  }

  private void tellMissing(PlannedResource resource, @Nullable Outcome was, Reason why) {
    boolean isNew = reason(was).filter(before -> before.kind() == why.kind()).isEmpty();
    switch (why.kind()) {
      case RIGHT_UNKNOWN, REMEMBERED -> {
        if (isNew) {
          tell(resource, "not advertised yet: " + why, log::info);
        }
      }
      case CONTENDED -> {
        if (isNew) {
          tell(resource, "not advertised: " + why, log::warn);
        }
      }
      case MALFORMED -> {
        if (!reason(was).equals(Optional.of(why))) {
          tell(resource, "not advertised: " + why, log::error);
        }
      }
      default -> {
        if (resource.outcome() instanceof Outcome.Refuse && isNew) {
          tell(resource, "not advertised: " + why, log::error);
        } else if (was instanceof Outcome.Advertise) {
          tell(resource, "no longer advertised: " + why, log::info);
        }
      }
    }
  }

  /** Why there was nothing advertised; empty where there was, or nothing is known. */
  private static Optional<Reason> reason(@Nullable Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refuse(var _, Reason why) -> Optional.of(why);
      case Outcome.Withhold(Reason why) -> Optional.of(why);
      case null, default -> Optional.empty();
    };
  }

  private static boolean isDegraded(@Nullable Outcome was, Reason why) {
    return was instanceof Outcome.Advertise before && before.degraded().equals(Optional.of(why));
  }

  /** Logs a caution when it first applies, not again each time the number changes. */
  private void tellCaution(@Nullable Outcome was, PlannedResource resource) {
    boolean said = was instanceof Outcome.Advertise before && before.caution().isPresent();
    if (!said) {
      resource.caution().ifPresent(why -> tell(resource, why.text(), log::warn));
    }
  }

  private void tell(PlannedResource resource, String text, Consumer<String> out) {
    digest.tell(resource.name().toString(), resource.name() + ": " + text, out);
  }
}
