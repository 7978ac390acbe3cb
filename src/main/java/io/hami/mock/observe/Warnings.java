package io.hami.mock.observe;

import io.hami.mock.config.Configuration;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.fault.ActiveFault;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Reason;
import io.hami.mock.port.NodeEvents;
import io.hami.mock.reconcile.ConfigStatus;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes an Event on the Node each time something appears that an operator must know about. */
@Singleton
public final class Warnings {
  private final Reconciler reconciler;
  private final NodeEvents events;
  private Set<Warning> last = Set.of();

  private record Warning(String reason, String note) {}

  Warnings(Reconciler reconciler, NodeEvents events) {
    this.reconciler = reconciler;
    this.events = events;
  }

  /** Starts to listen. */
  public void start() {
    reconciler.onChange(this::look);
  }

  private void look(NodeState state) {
    boolean wanted =
        state
            .config()
            .inForce()
            .map(Configuration::plugin)
            .orElse(PluginConfig.DEFAULTS)
            .control()
            .events();
    Set<Warning> now = wanted ? warnings(state) : Set.of();
    now.stream()
        .filter(warning -> !last.contains(warning))
        .forEach(warning -> events.warn(warning.reason(), warning.note()));
    last = now;
  }

  private static Set<Warning> warnings(NodeState state) {
    Set<Warning> warnings = new LinkedHashSet<>();
    for (ConfigStatus status : state.config().statuses().values()) {
      if (!status.problems().isEmpty()) {
        warnings.add(
            new Warning(
                "ConfigRejected",
                status.problems().stream()
                    .map(Object::toString)
                    .collect(Collectors.joining("; ", status.origin() + ": ", ""))));
      }
    }
    for (ActiveFault fault : state.faults()) {
      warnings.add(new Warning("FaultInjected", fault.toString()));
    }
    for (PlannedResource resource : state.plan().resources()) {
      if (resource.outcome() instanceof Outcome.Refuse(_, Reason why)
          && why.kind() != Reason.Kind.RIGHT_UNKNOWN
          && why.kind() != Reason.Kind.REMEMBERED) {
        warnings.add(
            new Warning(
                why.kind() == Reason.Kind.FRAME_LIMIT ? "OverFrameLimit" : "ResourceRefused",
                resource.name() + " is not advertised: " + why));
      }
      resource
          .caution()
          .ifPresent(why -> warnings.add(new Warning("ManyUnits", resource.name() + ": " + why)));
    }
    return warnings;
  }
}
