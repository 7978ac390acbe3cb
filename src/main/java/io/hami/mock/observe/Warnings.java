package io.hami.mock.observe;

import io.hami.mock.config.Configuration;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.fault.ActiveFault;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.ChangeDigest;
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeEvents;
import io.hami.mock.reconcile.ConfigStatus;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes an Event on the Node each time something appears that an operator must know about, and
 * once a minute where the units of a resource change again and again.
 */
@Singleton
public final class Warnings {
  /** The wait after an Event could not be handed on. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Reconciler reconciler;
  private final NodeEvents events;
  private final Loop loop;
  private final ChangeDigest digest;
  private final ChangeDigest changes;
  private Map<ResourceName, Units> listed = Map.of();
  private final Set<Warning> told = new HashSet<>();
  private Loop.Timer again = Loop.Timer.NONE;

  /**
   * One Event.
   *
   * @param thing what it is about: the same for Events that follow each other
   */
  private record Warning(String reason, String thing, String note) {}

  Warnings(Reconciler reconciler, NodeEvents events, Loop loop) {
    this.reconciler = reconciler;
    this.events = events;
    this.loop = loop;
    this.digest = new ChangeDigest(loop);
    this.changes = new ChangeDigest(loop);
  }

  /** Begins with what is wrong already, and listens from then on. */
  public void start() {
    loop.execute(
        () -> {
          reconciler.onChange(this::look);
          look(reconciler.state());
        });
  }

  /** Looks at the state again if something fails, since nothing else may happen for hours. */
  private void look(NodeState state) {
    again.cancel();
    again = loop.schedule(AGAIN, () -> look(reconciler.state()));
    tell(state);
    again.cancel();
  }

  private void tell(NodeState state) {
    boolean wanted =
        state
            .config()
            .inForce()
            .map(Configuration::plugin)
            .orElse(PluginConfig.DEFAULTS)
            .control()
            .events();
    Set<Warning> now = wanted ? warnings(state) : Set.of();
    told.retainAll(now);
    for (Warning warning : now) {
      if (!told.contains(warning)) {
        digest.tell(
            warning.reason() + " " + warning.thing(),
            warning.note(),
            note -> events.warn(warning.reason(), note));
        told.add(warning);
      }
    }
    count(state, wanted);
  }

  /** One change of units is no warning; units that do not come to rest are. */
  private void count(NodeState state, boolean wanted) {
    Map<ResourceName, Units> now = new HashMap<>();
    state.publications().forEach((name, publication) -> now.put(name, publication.listed()));
    if (wanted && !now.equals(listed)) {
      Set<ResourceName> names = new TreeSet<>(listed.keySet());
      names.addAll(now.keySet());
      for (ResourceName name : names) {
        Units units = now.getOrDefault(name, Units.NONE);
        if (!units.equals(listed.getOrDefault(name, Units.NONE))) {
          changes.count(
              name.toString(),
              "%s changes again and again: %s units now".formatted(name, units),
              note -> events.warn("Flapping", note));
        }
      }
    }
    listed = now;
  }

  private static Set<Warning> warnings(NodeState state) {
    Set<Warning> warnings = new LinkedHashSet<>();
    for (ConfigStatus status : state.config().statuses().values()) {
      if (!status.problems().isEmpty()) {
        warnings.add(
            new Warning(
                "ConfigRejected",
                status.origin(),
                status.problems().stream()
                    .map(Object::toString)
                    .collect(Collectors.joining("; ", status.origin() + ": ", ""))));
      }
      // An API server that is away keeps ConfigMaps from being read, and Events from being written.
      status
          .trouble()
          .filter(_ -> state.trouble().isEmpty())
          .ifPresent(
              why ->
                  warnings.add(
                      new Warning(
                          "ConfigUnreadable", status.origin(), status.origin() + ": " + why)));
    }
    for (ActiveFault fault : state.faults()) {
      warnings.add(new Warning("FaultInjected", fault.id(), fault.toString()));
    }
    state
        .plan()
        .notices()
        .forEach(
            notice ->
                warnings.add(
                    new Warning(notice.kind().event(), notice.kind().toString(), notice.text())));
    state.plan().resources().forEach(resource -> warnings.addAll(warnings(resource)));
    return warnings;
  }

  private static List<Warning> warnings(PlannedResource resource) {
    String name = resource.name().toString();
    return switch (resource.outcome()) {
      case Outcome.Refuse(var _, Reason why) -> missing(name, why, true);
      case Outcome.Withhold(Reason why) -> missing(name, why, false);
      case Outcome.Advertise(var units, var _, var degraded, var caution) ->
          Stream.concat(
                  degraded.stream()
                      .map(
                          why ->
                              new Warning(
                                  "SourceUnreadable",
                                  name,
                                  "%s stays at %s units: %s".formatted(name, units, why))),
                  caution.stream().map(why -> new Warning("ManyUnits", name, name + ": " + why)))
              .toList();
    };
  }

  /**
   * Why a resource is not advertised, where that is a warning.
   *
   * @param refused whether there is something to advertise
   */
  private static List<Warning> missing(String name, Reason why, boolean refused) {
    Optional<String> event =
        switch (why.kind()) {
          case RIGHT_UNKNOWN, REMEMBERED -> Optional.empty();
          case FRAME_LIMIT -> Optional.of("OverFrameLimit");
          case MALFORMED -> Optional.of("SourceUnreadable");
          case CONTENDED -> Optional.of("ResourceRefused");
          default -> refused ? Optional.of("ResourceRefused") : Optional.empty();
        };
    return event
        .map(reason -> new Warning(reason, name, name + " is not advertised: " + why))
        .stream()
        .toList();
  }
}
