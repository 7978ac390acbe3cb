package io.hami.mock.fault;

import io.hami.mock.fault.Ailments.Ailment;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.Loop;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The faults that are injected now: it starts them, runs their phases and ends them. Faults are not
 * stored, so after a restart only those of the config are injected again. Everything here runs on
 * the loop.
 */
public final class Faults {
  /** The largest number of faults; a list of so many can still be read on one page. */
  public static final int MOST = 100;

  private static final Logger log = LoggerFactory.getLogger(Faults.class);

  private final Loop loop;
  private final Runnable changed;
  private final Consumer<Target> drop;
  private final List<Running> running = new ArrayList<>();
  private Set<Injection> configured = Set.of();
  private int lastId;

  /** A fault with its timers. */
  private static final class Running {
    private final ActiveFault fault;
    private Loop.Timer end = Loop.Timer.NONE;
    private Loop.Timer turn = Loop.Timer.NONE;
    private boolean healthyTurn;

    Running(ActiveFault fault) {
      this.fault = fault;
    }

    Injection injection() {
      return fault.injection();
    }

    void cancel() {
      end.cancel();
      turn.cancel();
    }
  }

  /**
   * @param changed called when a fault has begun, ended or changed its phase
   * @param drop ends the streams of a target
   */
  public Faults(Loop loop, Runnable changed, Consumer<Target> drop) {
    this.loop = loop;
    this.changed = changed;
    this.drop = drop;
  }

  public List<ActiveFault> active() {
    return running.stream().map(one -> one.fault).toList();
  }

  public Ailments ailments() {
    return new Ailments(running.stream().flatMap(one -> ailment(one).stream()).toList());
  }

  private static Optional<Ailment> ailment(Running one) {
    Target target = one.injection().target();
    return switch (one.injection().fault()) {
      case Fault.Unhealthy(var cards) -> Optional.of(new Ailment(target, cards));
      case Fault.Flapping(var cards, Duration _) ->
          one.healthyTurn ? Optional.empty() : Optional.of(new Ailment(target, cards));
      default -> Optional.empty();
    };
  }

  /** The effects on the resources of {@code plan}; resources without effects are left out. */
  public Map<ResourceName, EndpointFaults> of(Plan plan) {
    List<Injection> injections = running.stream().map(Running::injection).toList();
    Map<ResourceName, EndpointFaults> all = new HashMap<>();
    for (PlannedResource resource : advertised(plan)) {
      EndpointFaults some = endpoint(injections, resource.family().vendor(), resource.name());
      if (!some.equals(EndpointFaults.NONE)) {
        all.put(resource.name(), some);
      }
    }
    return all;
  }

  /**
   * The combined effects of {@code injections} on one resource: of several delays the longest, of
   * several messages the last.
   */
  static EndpointFaults endpoint(
      Collection<Injection> injections, String vendor, ResourceName resource) {
    EndpointFaults all = EndpointFaults.NONE;
    for (Injection injection : injections) {
      if (injection.target().covers(vendor, resource)) {
        all = with(all, injection.fault());
      }
    }
    return all;
  }

  private static EndpointFaults with(EndpointFaults all, Fault fault) {
    return switch (fault) {
      case Fault.RegistrationWithheld() ->
          new EndpointFaults(true, all.frozen(), all.delay(), all.failure());
      case Fault.ListFrozen() ->
          new EndpointFaults(all.withheld(), true, all.delay(), all.failure());
      case Fault.AllocateDelayed(Duration by) ->
          new EndpointFaults(
              all.withheld(),
              all.frozen(),
              Optional.of(all.delay().filter(longer -> longer.compareTo(by) > 0).orElse(by)),
              all.failure());
      case Fault.AllocateFailed(String message) ->
          new EndpointFaults(all.withheld(), all.frozen(), all.delay(), Optional.of(message));
      case Fault.Unhealthy _, Fault.Flapping _, Fault.StreamDropped _ -> all;
    };
  }

  /** The advertised names of {@code plan} that {@code target} covers. */
  public static Set<ResourceName> names(Plan plan, Target target) {
    return advertised(plan).stream()
        .filter(resource -> target.covers(resource.family().vendor(), resource.name()))
        .map(PlannedResource::name)
        .collect(Collectors.toSet());
  }

  private static List<PlannedResource> advertised(Plan plan) {
    return plan.resources().stream()
        .filter(resource -> resource.outcome() instanceof Outcome.Advertise)
        .toList();
  }

  /** Begins a fault and returns its id. The caller must have checked {@link #full}. */
  public String inject(Injection injection) {
    String id = begin(injection, false);
    changed.run();
    return id;
  }

  public boolean full() {
    return running.size() >= MOST;
  }

  /**
   * Sets the faults of the config. A fault that was in the previous config too continues, or stays
   * ended, whatever else has changed in the config. Does not report a change.
   */
  public void configured(List<Injection> wanted) {
    Set<Injection> next = new LinkedHashSet<>(wanted);
    next.stream()
        .filter(injection -> !configured.contains(injection))
        .filter(_ -> !full())
        .forEach(injection -> begin(injection, true));
    end(
        one -> one.fault.configured() && !next.contains(one.injection()),
        "the config no longer asks for it");
    configured = next;
  }

  /** Ends the faults with {@code id}, or all for an empty one; returns how many it ended. */
  public int reset(String id) {
    int ended = end(one -> id.isEmpty() || one.fault.id().equals(id), "it was removed");
    if (ended > 0) {
      changed.run();
    }
    return ended;
  }

  private String begin(Injection injection, boolean byConfig) {
    lastId++;
    Instant until = loop.now().plus(injection.timeToLive()).truncatedTo(ChronoUnit.SECONDS);
    Running one = new Running(new ActiveFault("f" + lastId, injection, byConfig, until));
    running.add(one);
    log.warn("injected {}", one.fault);
    one.end = loop.schedule(injection.timeToLive(), () -> over(one));
    switch (injection.fault()) {
      case Fault.Flapping(var _, Duration period) -> flap(one, period);
      // As a later task, so that the caller has the id first.
      case Fault.StreamDropped(var period) -> loop.execute(() -> dropped(one, period));
      default -> {
        // The other faults do not change while they last.
      }
    }
    return one.fault.id();
  }

  private void flap(Running one, Duration period) {
    one.turn =
        loop.schedule(
            period,
            () -> {
              one.healthyTurn = !one.healthyTurn;
              flap(one, period);
              changed.run();
            });
  }

  private void dropped(Running one, Optional<Duration> period) {
    if (running.contains(one)) {
      period.ifPresent(every -> one.turn = loop.schedule(every, () -> dropped(one, period)));
      drop.accept(one.injection().target());
    }
  }

  private void over(Running one) {
    if (end(one::equals, "its time has elapsed") > 0) {
      changed.run();
    }
  }

  private int end(Predicate<Running> which, String why) {
    List<Running> ending = running.stream().filter(which).toList();
    for (Running one : ending) {
      one.cancel();
      running.remove(one);
      log.info("the fault {} ({}) has ended: {}", one.fault.id(), one.injection(), why);
    }
    return ending.size();
  }
}
