package io.hami.mock.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Family;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Units;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.reconcile.ManualLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final ResourceName MEMORY = ResourceName.parse("nvidia.com/gpumem");
  private static final Injection SICK = injection(new Fault.Unhealthy(Selection.ALL), 60);
  private static final Injection FROZEN = injection(new Fault.ListFrozen(), 60);

  private static final Plan PLAN =
      new Plan(
          List.of(
              planned(
                  MEMORY,
                  new Outcome.Advertise(new Units(1, 1), Route.DEVICE_PLUGIN, Optional.empty())),
              planned(
                  ResourceName.parse("nvidia.com/gpucores"),
                  new Outcome.Withhold(new Reason(Reason.Kind.GATE, "it is away")))));

  private static PlannedResource planned(ResourceName name, Outcome outcome) {
    return new PlannedResource(
        new Family("NVIDIA", "NVIDIA", List.of(name), Set.of()),
        name,
        Optional.empty(),
        Origin.NODE,
        SplitFactor.ONE,
        outcome);
  }

  private final ManualLoop loop = new ManualLoop();
  private final List<Target> dropped = new ArrayList<>();
  private int changes;
  private final Faults faults = new Faults(loop, () -> changes++, dropped::add);

  private static Injection injection(Fault fault, int seconds) {
    return new Injection(fault, Target.EVERYTHING, Duration.ofSeconds(seconds));
  }

  private boolean sick() {
    return !faults.ailments().equals(Ailments.NONE);
  }

  @Test
  void aFaultEndsByItself() {
    assertThat(faults.inject(SICK)).isEqualTo("f1");
    assertThat(faults.active())
        .containsExactly(new ActiveFault("f1", SICK, false, Instant.ofEpochSecond(60)));
    loop.advance(Duration.ofMillis(59_999));
    assertThat(sick()).isTrue();
    loop.advance(Duration.ofMillis(1));
    assertThat(sick()).isFalse();
    assertThat(changes).isEqualTo(2);
    assertThat(loop.timers()).isZero();
  }

  @Test
  void oneFaultOrAllAreRemoved() {
    faults.inject(SICK);
    faults.inject(FROZEN);
    assertThat(faults.reset("f9")).isZero();
    assertThat(faults.reset("f1")).isEqualTo(1);
    assertThat(faults.active()).extracting(ActiveFault::id).containsExactly("f2");
    faults.inject(SICK);
    assertThat(faults.reset("")).isEqualTo(2);
    assertThat(faults.active()).isEmpty();
    assertThat(loop.timers()).isZero();
  }

  @Test
  void cardsFlapUntilTheFaultEnds() {
    faults.inject(injection(new Fault.Flapping(Selection.ALL, Duration.ofSeconds(10)), 35));
    List<Boolean> turns = new ArrayList<>();
    for (int second = 0; second < 50; second += 5) {
      turns.add(sick());
      loop.advance(Duration.ofSeconds(5));
    }
    assertThat(turns)
        .containsExactly(true, true, false, false, true, true, false, false, false, false);
    assertThat(loop.timers()).isZero();
  }

  @Test
  void aStreamIsDroppedOnceOrAgainAndAgain() {
    faults.inject(injection(new Fault.StreamDropped(Optional.empty()), 10));
    assertThat(dropped).isEmpty();
    loop.advance(Duration.ofSeconds(20));
    assertThat(dropped).hasSize(1);
    faults.inject(injection(new Fault.StreamDropped(Optional.of(Duration.ofSeconds(3))), 10));
    loop.advance(Duration.ofSeconds(20));
    assertThat(dropped).hasSize(1 + 4);
    assertThat(loop.timers()).isZero();
  }

  @Test
  void faultsOfOneResourceAddUp() {
    faults.inject(FROZEN);
    faults.inject(injection(new Fault.AllocateDelayed(Duration.ofSeconds(5)), 60));
    faults.inject(injection(new Fault.AllocateDelayed(Duration.ofSeconds(2)), 60));
    faults.inject(injection(new Fault.AllocateFailed("no"), 30));
    assertThat(faults.of(PLAN))
        .containsOnly(
            Map.entry(
                MEMORY,
                new EndpointFaults(
                    false, true, Optional.of(Duration.ofSeconds(5)), Optional.of("no"))));
    loop.advance(Duration.ofSeconds(30));
    assertThat(faults.of(PLAN))
        .hasEntrySatisfying(MEMORY, now -> assertThat(now.failure()).isEmpty());
    faults.reset("");
    assertThat(faults.of(PLAN)).isEmpty();
  }

  /** An edit of another key neither prolongs a fault nor restarts one that has ended. */
  @Test
  void faultsOfTheConfigBeginWithIt() {
    faults.configured(List.of(SICK, SICK));
    assertThat(faults.active()).singleElement().matches(ActiveFault::configured);
    loop.advance(Duration.ofSeconds(40));
    faults.configured(List.of(SICK, FROZEN));
    loop.advance(Duration.ofSeconds(30));
    assertThat(faults.active()).singleElement().matches(one -> one.injection().equals(FROZEN));
    faults.configured(List.of(SICK));
    assertThat(faults.active()).isEmpty();
    faults.configured(List.of());
    faults.configured(List.of(SICK));
    assertThat(sick()).isTrue();
  }

  @Test
  void anInjectedFaultOutlivesAChangeOfTheConfig() {
    faults.inject(SICK);
    faults.configured(List.of(SICK));
    assertThat(faults.active()).hasSize(2);
    faults.configured(List.of());
    assertThat(faults.active()).singleElement().matches(one -> !one.configured());
  }

  @Test
  void theNumberOfFaultsIsLimited() {
    faults.configured(
        IntStream.rangeClosed(1, 150)
            .mapToObj(number -> injection(new Fault.Unhealthy(new Selection.First(number)), 60))
            .toList());
    assertThat(faults.active()).hasSize(Faults.MOST);
    assertThat(faults.full()).isTrue();
  }
}
