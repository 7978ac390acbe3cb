package io.hami.mock.plan;

import static io.hami.mock.plan.Cards.CORES;
import static io.hami.mock.plan.Cards.COUNT;
import static io.hami.mock.plan.Cards.FAMILY;
import static io.hami.mock.plan.Cards.GONE;
import static io.hami.mock.plan.Cards.MEMORY;
import static io.hami.mock.plan.Cards.cores;
import static io.hami.mock.plan.Cards.factor;
import static io.hami.mock.plan.Cards.family;
import static io.hami.mock.plan.Cards.memory;
import static io.hami.mock.plan.Cards.present;
import static io.hami.mock.plan.Cards.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Discovery;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Family;
import io.hami.mock.model.FrameLimit;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.RouteChoice;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Tuning;
import io.hami.mock.model.Unit;
import io.hami.mock.model.Units;
import io.hami.mock.model.VirtualResource;
import io.hami.mock.names.Names;
import io.hami.mock.names.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is advertised always fits into the kubelet's frame, and no name is served twice. */
class PlanLimitTest {
  private static final Pattern ADVICE =
      Pattern.compile("; the smallest (\\w+) that fits is (\\d+), which makes (\\d+) units");

  private static final Tuning NO_RIGHT =
      new Tuning(
          Factors.NONE, Factors.NONE, Map.of(), false, new StatusRight.Missing("nobody allows it"));

  private static Outcome outcome(Family family, VirtualResource resource) {
    return Planner.plan(List.of(present(family, resource)), NO_RIGHT, Plan.EMPTY)
        .resources()
        .getFirst()
        .outcome();
  }

  @Test
  void theLargestCountThatFitsIsAdvertised() {
    assertThat(outcome(FAMILY, memory(Quantity.of(262_408), 1)))
        .isInstanceOf(Outcome.Advertise.class);
    assertThat(outcome(FAMILY, memory(new Quantity(262_408, 0), 1)))
        .isInstanceOf(Outcome.Advertise.class);
  }

  @Test
  void item28OneUnitMoreIsRefusedWithTheLimitsAndTheRemedies() {
    assertThat(outcome(FAMILY, memory(Quantity.of(262_409), 1)))
        .isInstanceOfSatisfying(
            Outcome.Refuse.class,
            refused -> {
              assertThat(refused.wanted().capacity()).isEqualTo(262_409);
              assertThat(refused.why().kind()).isEqualTo(Reason.Kind.FRAME_LIMIT);
              assertThat(refused.why().text())
                  .isEqualTo(
                      "262409 units are more than a kubelet accepts: its limit of 4194304 bytes"
                          + " holds 262408; the smallest memoryFactor that fits is 2, which makes"
                          + " 131204 units; with the right to patch nodes/status it goes through"
                          + " the Node's status");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AUTO          | 262408 | granted | device-plugin
          AUTO          | 262409 | granted | node-status
          AUTO          | 262409 | missing | with the right to patch nodes/status
          AUTO          | 262408 | missing | device-plugin
          DEVICE_PLUGIN | 262408 | granted | device-plugin
          DEVICE_PLUGIN | 262409 | granted | which makes 131204 units
          NODE_STATUS   | 1      | granted | node-status
          NODE_STATUS   | 1      | missing | route node-status is not available: nobody allows it
          NODE_STATUS   | 1      | unknown | waits for the API server to say
          AUTO          | 262409 | unknown | waits for the API server to say
          AUTO          | 262408 | unknown | device-plugin
          """)
  void usesTheConfiguredRouteWhereItIsAvailable(
      RouteChoice choice, long units, String right, String expected) {
    Tuning tuning =
        new Tuning(Factors.NONE, Factors.NONE, Map.of(MEMORY, choice), false, right(right));
    Outcome outcome = planned(units, tuning, Plan.EMPTY);
    switch (outcome) {
      case Outcome.Advertise(Units told, var route, var _, var _) -> {
        assertThat(route).hasToString(expected);
        assertThat(told.capacity()).isEqualTo(units);
      }
      case Outcome.Refuse(var _, Reason why) -> assertThat(why.text()).contains(expected);
      case Outcome.Withhold withheld -> throw new AssertionError(withheld);
    }
  }

  private static StatusRight right(String right) {
    return switch (right) {
      case "granted" -> StatusRight.GRANTED;
      case "missing" -> new StatusRight.Missing("nobody allows it");
      default -> StatusRight.UNKNOWN;
    };
  }

  private static Outcome planned(long units, Tuning tuning, Plan previous) {
    return plan(units, tuning, previous).resources().getFirst().outcome();
  }

  private static Outcome planned(long units, Names names) {
    return Planner.plan(
            List.of(present(FAMILY, memory(Quantity.of(units), 1))),
            with("v1.37.2", RouteChoice.AUTO, "granted"),
            Plan.EMPTY,
            names)
        .resources()
        .getFirst()
        .outcome();
  }

  private static Plan plan(long units, Tuning tuning, Plan previous) {
    return Planner.plan(List.of(present(FAMILY, memory(Quantity.of(units), 1))), tuning, previous);
  }

  private static Tuning with(String kubelet, RouteChoice choice, String right) {
    return new Tuning(
        Factors.NONE,
        Factors.NONE,
        Map.of(MEMORY, choice),
        false,
        right(right),
        KubeletVersion.parse(kubelet));
  }

  /** From 1.36 on a kubelet tracks each unit (docs/kubelet.md 2.3, 3.4.1). */
  @ParameterizedTest
  @CsvSource({
    "v1.35.9, AUTO, 80000, granted, device-plugin, false",
    "v1.36.0, AUTO, 1000, granted, device-plugin, false",
    "v1.36.0, AUTO, 1001, granted, node-status, false",
    "v1.37.2, AUTO, 1131072, granted, node-status, false",
    "v1.37.2, AUTO, 80000, missing, device-plugin, true",
    "v1.37.2, AUTO, 1000, missing, device-plugin, false",
    "v1.37.2, AUTO, 1000, unknown, device-plugin, false",
    "v1.37.2, DEVICE_PLUGIN, 80000, granted, device-plugin, true",
    "v1.37.2, NODE_STATUS, 5, granted, node-status, false",
    "v2.0.0, AUTO, 1001, granted, node-status, false",
    "'', AUTO, 80000, granted, device-plugin, false",
  })
  void manyUnitsGoThroughTheStatusWhereAKubeletTracksThem(
      String kubelet, RouteChoice choice, long units, String right, String route, boolean caution) {
    assertThat(planned(units, with(kubelet, choice, right), Plan.EMPTY))
        .isInstanceOfSatisfying(
            Outcome.Advertise.class,
            advertised -> {
              assertThat(advertised.route()).hasToString(route);
              assertThat(advertised.caution().isPresent()).isEqualTo(caution);
            });
  }

  /** A change from units to the status would leave none allocatable for five minutes. */
  @Test
  void manyUnitsWaitUntilTheRightIsKnown() {
    assertThat(planned(80_000, with("v1.37.2", RouteChoice.AUTO, "unknown"), Plan.EMPTY))
        .isInstanceOfSatisfying(
            Outcome.Refuse.class,
            refused -> assertThat(refused.why().kind()).isEqualTo(Reason.Kind.RIGHT_UNKNOWN));
  }

  @Test
  void item81TheWarningNamesTheLimitOfAPodAndTheFactor() {
    assertThat(planned(80_000, with("v1.37.2", RouteChoice.AUTO, "missing"), Plan.EMPTY))
        .isInstanceOfSatisfying(
            Outcome.Advertise.class,
            advertised ->
                assertThat(advertised.caution().orElseThrow().text())
                    .startsWith("80000 units are many for a kubelet of 1.36 or later: ")
                    .contains("78,550", "16 s for 8,000 among 8,000")
                    .contains("with the right to patch nodes/status", "k8s-mock-rbac.yaml")
                    .endsWith("the smallest memoryFactor that fits is 80, which makes 1000 units"));
  }

  @Test
  void resourcesThatTheKubeletHasAsUnitsStayUnits() {
    Names known =
        (_, route) -> route == Route.DEVICE_PLUGIN ? new Standing.Ours(true) : Standing.FREE;
    assertThat(planned(80_000, known))
        .isInstanceOfSatisfying(
            Outcome.Advertise.class,
            advertised -> {
              assertThat(advertised.route()).hasToString("device-plugin");
              assertThat(advertised.caution().orElseThrow().text()).contains("five minutes");
            });
    assertThat(planned(262_409, known))
        .as("what no frame holds")
        .isInstanceOfSatisfying(
            Outcome.Advertise.class,
            advertised -> assertThat(advertised.route()).hasToString("node-status"));
  }

  /** Another plugin's name is never served, and a name that is not served has a reason. */
  @Test
  void aNameOfAnotherPluginIsRefusedWithItsReason() {
    assertThat(planned(5, (_, _) -> new Standing.Taken("GPU-1 is there")))
        .isEqualTo(
            new Outcome.Refuse(
                new Units(5, 5), new Reason(Reason.Kind.CONTENDED, "GPU-1 is there")));
    assertThat(planned(5, (_, _) -> new Standing.Remembered("until it forgets", 7)))
        .isEqualTo(
            new Outcome.Refuse(
                new Units(5, 5), new Reason(Reason.Kind.REMEMBERED, "until it forgets")));
  }

  @Test
  void aNumberInTheStatusStaysThereWhenItShrinks() {
    Tuning tuning = with("v1.37.2", RouteChoice.AUTO, "granted");
    Plan before = plan(80_000, tuning, Plan.EMPTY);
    assertThat(planned(500, tuning, before))
        .isInstanceOfSatisfying(
            Outcome.Advertise.class,
            advertised -> assertThat(advertised.route()).hasToString("node-status"));
    assertThat(planned(500, with("v1.37.2", RouteChoice.AUTO, "missing"), before))
        .isInstanceOfSatisfying(
            Outcome.Advertise.class,
            advertised -> assertThat(advertised.route()).hasToString("device-plugin"));
  }

  @Test
  void theAdviceForCoresNamesTheirFactor() {
    assertThat(outcome(family("Example", CORES), cores(Quantity.of(1_000_000), 1)))
        .isInstanceOfSatisfying(
            Outcome.Refuse.class,
            refused ->
                assertThat(refused.why().text())
                    .contains("the smallest coreFactor that fits is 4"));
  }

  @ParameterizedTest
  @EnumSource(names = {"COUNT", "PERCENTAGE"})
  void aResourceWithoutAFactorGetsNoAdviceToChangeOne(Measure measure) {
    VirtualResource slots =
        new VirtualResource(MEMORY, measure, Unit.SLOT, Quantity.of(300_000), factor(1));
    assertThat(outcome(FAMILY, slots))
        .isInstanceOfSatisfying(
            Outcome.Refuse.class,
            refused -> assertThat(refused.why().text()).contains("holds 262408; with the right"));
  }

  @Property
  void theFactorThatIsAdvisedFitsAndOneLessDoesNot(
      @ForAll @LongRange(min = 262_409, max = 1L << 48) long mebibytes,
      @ForAll @IntRange(min = 1, max = 1_000_000) int factor) {
    if (outcome(FAMILY, memory(Quantity.of(mebibytes), factor)) instanceof Outcome.Refuse refused
        && refused.why().kind() == Reason.Kind.FRAME_LIMIT) {
      Matcher advice = ADVICE.matcher(refused.why().text());
      assertThat(advice.find()).isTrue();
      long advised = Long.parseLong(advice.group(2));
      assertThat(mebibytes / advised).isEqualTo(Long.parseLong(advice.group(3)));
      assertThat(mebibytes / advised).isBetween(1L, (long) FrameLimit.MAX_UNITS);
      assertThat(mebibytes / (advised - 1)).isGreaterThan(FrameLimit.MAX_UNITS);
    } else {
      assertThat(mebibytes / factor).isLessThanOrEqualTo(FrameLimit.MAX_UNITS);
    }
  }

  @Property
  void everyPlanFitsIntoFramesAndHasUniqueNames(
      @ForAll("discoveries") @Size(max = 6) List<Discovery> before,
      @ForAll("discoveries") @Size(max = 6) List<Discovery> now) {
    Plan previous = Planner.plan(before, Tuning.NONE, Plan.EMPTY);
    for (Plan plan : List.of(previous, Planner.plan(now, Tuning.NONE, previous))) {
      List<ResourceName> advertised = new ArrayList<>();
      for (PlannedResource resource : plan.resources()) {
        if (resource.outcome() instanceof Outcome.Advertise) {
          advertised.add(resource.name());
          assertThat(resource.units().orElseThrow().capacity())
              .isBetween(0L, (long) FrameLimit.MAX_UNITS);
        }
      }
      assertThat(advertised).doesNotHaveDuplicates().doesNotContain(COUNT);
      assertThat(plan.advertised()).containsOnlyKeys(advertised);
    }
  }

  @Property
  void everyConfiguredNameIsInThePlan(
      @ForAll("discoveries") @Size(max = 6) List<Discovery> discoveries) {
    assertThat(Planner.plan(discoveries, Tuning.NONE, Plan.EMPTY).resources())
        .extracting(PlannedResource::name)
        .containsExactlyElementsOf(
            discoveries.stream()
                .flatMap(discovery -> discovery.family().serves().stream())
                .toList());
  }

  @Provide
  Arbitrary<List<Discovery>> discoveries() {
    Arbitrary<ResourceName> names = Arbitraries.of(COUNT, MEMORY, CORES);
    Arbitrary<Family> families =
        Combinators.combine(Arbitraries.of("A", "B", "C"), names.list().ofMaxSize(3))
            .as((vendor, serves) -> family(vendor, serves.toArray(new ResourceName[0])));
    return families.flatMap(PlanLimitTest::discovery).list();
  }

  private static Arbitrary<Discovery> discovery(Family family) {
    Arbitrary<Quantity> quantities =
        Combinators.combine(
                Arbitraries.longs().between(0, 1L << 20), Arbitraries.longs().between(0, 1L << 20))
            .as((a, b) -> new Quantity(Math.max(a, b), Math.min(a, b)));
    Arbitrary<Discovery> present =
        Combinators.combine(
                quantities, Arbitraries.of(Measure.class), Arbitraries.integers().between(1, 8))
            .as(
                (quantity, measure, factor) ->
                    present(
                        family,
                        family.serves().stream()
                            .map(
                                name ->
                                    new VirtualResource(
                                        name, measure, Unit.MEBIBYTE, quantity, factor(factor)))
                            .toArray(VirtualResource[]::new)));
    return Arbitraries.oneOf(
        present,
        Arbitraries.just(new Discovery.Absent(family, GONE)),
        Arbitraries.just(unreadable(family)));
  }
}
