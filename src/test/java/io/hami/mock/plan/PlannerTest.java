package io.hami.mock.plan;

import static io.hami.mock.plan.Cards.BROKEN;
import static io.hami.mock.plan.Cards.CORES;
import static io.hami.mock.plan.Cards.COUNT;
import static io.hami.mock.plan.Cards.FAMILY;
import static io.hami.mock.plan.Cards.GONE;
import static io.hami.mock.plan.Cards.MEMORY;
import static io.hami.mock.plan.Cards.cards;
import static io.hami.mock.plan.Cards.cores;
import static io.hami.mock.plan.Cards.family;
import static io.hami.mock.plan.Cards.memory;
import static io.hami.mock.plan.Cards.present;
import static io.hami.mock.plan.Cards.unreadable;
import static io.hami.mock.plan.Cards.withheld;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Family;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Tuning;
import io.hami.mock.model.Unit;
import io.hami.mock.model.Units;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  private static Plan plan(Discovery... discoveries) {
    return Planner.plan(List.of(discoveries), Tuning.NONE, Plan.EMPTY);
  }

  private static Plan after(Plan previous, Discovery... discoveries) {
    return Planner.plan(List.of(discoveries), Tuning.NONE, previous);
  }

  private static Outcome advertised(long capacity, long allocatable) {
    return new Outcome.Advertise(
        new Units(capacity, allocatable), Route.DEVICE_PLUGIN, Optional.empty());
  }

  private static Outcome only(Plan plan) {
    assertThat(plan.resources()).hasSize(1);
    return plan.resources().getFirst().outcome();
  }

  private static Reason refused(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refuse.class);
    return ((Outcome.Refuse) outcome).why();
  }

  @ParameterizedTest
  @CsvSource({"1,49128,24564", "2,24564,12282", "3,16376,8188", "7,7018,3509", "24565,1,0"})
  void dividesAllCardsAndTheHealthyOnesByTheFactor(int factor, long capacity, long allocatable) {
    Quantity both = cards(true, true);
    Quantity one = cards(true, false);
    assertThat(only(plan(present(FAMILY, memory(both, factor)))))
        .isEqualTo(advertised(capacity, capacity));
    assertThat(only(plan(present(FAMILY, memory(one, factor)))))
        .isEqualTo(advertised(capacity, allocatable));
  }

  /**
   * If the healthy part were computed from the divided total, 49,129 / 2 would leave 24,563
   * healthy.
   */
  @Test
  void roundsTheHealthyPartByItself() {
    assertThat(only(plan(present(FAMILY, memory(new Quantity(49_129, 24_565), 2)))))
        .isEqualTo(advertised(24_564, 12_282));
  }

  @Test
  void cardsOfWhichNoneIsHealthyAreStillCapacity() {
    assertThat(only(plan(present(FAMILY, memory(cards(false, false), 1)))))
        .isEqualTo(advertised(49_128, 0));
  }

  @Test
  void aQuantityOfZeroIsAdvertisedAsZeroWithAnyFactor() {
    assertThat(only(plan(present(FAMILY, memory(Quantity.of(0), 1000)))))
        .isEqualTo(advertised(0, 0));
  }

  @Test
  void aFactorThatLeavesNothingIsRefusedAndTheLargestIsNamed() {
    PlannedResource resource =
        plan(present(FAMILY, memory(cards(true, true), 100_000))).resources().getFirst();
    Reason why = refused(resource.outcome());
    assertThat(why.kind()).isEqualTo(Reason.Kind.FACTOR);
    assertThat(why.text())
        .contains("memoryFactor of 100000", "49128 MiB; the largest that leaves one is 49128");
    assertThat(resource.units()).hasValue(Units.NONE);
    assertThat(resource.factor().value()).isEqualTo(100_000);
  }

  @Test
  void theRefusalOfCoresNamesTheCoreFactor() {
    Family family = family("Example", CORES);
    assertThat(refused(only(plan(present(family, cores(Quantity.of(200), 201))))).text())
        .contains("coreFactor of 201", "the largest that leaves one is 200");
  }

  @Test
  void anAbsentFamilyIsWithheldWithItsReason() {
    Family family = family("Example", MEMORY, CORES);
    Plan before = plan(present(family, memory(cards(true), 1), cores(Quantity.of(100), 1)));
    Plan plan = after(before, new Absent(family, GONE));
    assertThat(plan.resources())
        .extracting(PlannedResource::name, PlannedResource::outcome)
        .containsExactly(
            tuple(MEMORY, new Outcome.Withhold(GONE)), tuple(CORES, new Outcome.Withhold(GONE)));
    assertThat(plan.advertised()).isEmpty();
  }

  @Test
  void anUnreadableFamilyWithoutLastGoodCardsIsWithheld() {
    assertThat(only(plan(unreadable(FAMILY)))).isEqualTo(new Outcome.Withhold(BROKEN));
  }

  @Test
  void item64ANameIsServedForTheFirstFamilyThatAsksForIt() {
    Plan plan =
        plan(
            present(family("A", MEMORY), memory(cards(true), 1)),
            present(family("B", MEMORY), memory(cards(true, true), 1)));
    assertThat(plan.advertised())
        .isEqualTo(Map.of(MEMORY, Advertisement.of(new Units(24_564, 24_564))));
    Reason why = refused(plan.resources().get(1).outcome());
    assertThat(why.kind()).isEqualTo(Reason.Kind.NAME_TWICE);
    assertThat(why.text()).contains(MEMORY.toString(), "served for A already");
    assertThat(plan.resources().get(1).units()).hasValue(new Units(49_128, 49_128));
    assertThat(plan.find(MEMORY)).hasValue(plan.resources().getFirst());
  }

  @Test
  void aNameTwiceInOneFamilyIsServedOnce() {
    Family family = family("Example", MEMORY, MEMORY);
    Plan plan = plan(present(family, memory(cards(true), 1), memory(cards(true, true), 1)));
    assertThat(plan.advertised())
        .isEqualTo(Map.of(MEMORY, Advertisement.of(new Units(24_564, 24_564))));
    assertThat(refused(plan.resources().get(1).outcome()).kind()).isEqualTo(Reason.Kind.NAME_TWICE);
  }

  @Test
  void aNameThatNobodyHasNowIsFreeForTheNextFamily() {
    Plan plan =
        plan(
            new Absent(family("A", MEMORY), GONE),
            present(family("B", MEMORY), memory(cards(true), 1)));
    assertThat(plan.advertised()).containsOnlyKeys(MEMORY);
    assertThat(plan.find(MEMORY)).hasValue(plan.resources().get(1));
  }

  /** A name that any family reads is not served, whether or not that family has cards. */
  @Test
  void item72ANameThatADiscoveryReadsIsNeverServed() {
    Family family = family("B", COUNT);
    VirtualResource slots =
        new VirtualResource(COUNT, Measure.COUNT, Unit.SLOT, Quantity.of(20), SplitFactor.ONE);
    Plan plan = plan(new Absent(family("A", MEMORY), GONE), present(family, slots));
    Reason why = refused(plan.resources().get(1).outcome());
    assertThat(why.kind()).isEqualTo(Reason.Kind.NAME_READ);
    assertThat(why.text()).contains(COUNT.toString(), "another plugin serves it");
    assertThat(plan.advertised()).isEmpty();
  }

  @Test
  void cardsThatOfferOnlyAPartHaveTheRestWithheldWithItsReason() {
    Family family = family("Example", MEMORY, CORES);
    Plan plan = plan(withheld(family, Map.of(CORES, GONE), memory(cards(true), 1)));
    assertThat(plan.find(MEMORY).orElseThrow().outcome()).isEqualTo(advertised(24_564, 24_564));
    assertThat(plan.find(CORES).orElseThrow().outcome()).isEqualTo(new Outcome.Withhold(GONE));
  }

  @Test
  void aResourceThatIsMissingWithoutAReasonGetsOne() {
    Outcome outcome = only(plan(present(FAMILY)));
    assertThat(outcome).isInstanceOf(Outcome.Withhold.class);
    assertThat(((Outcome.Withhold) outcome).why().text())
        .isEqualTo("Example cards do not offer example.com/gpumem now");
  }

  @Test
  void keepsTheOrderOfFamiliesAndOfTheirNames() {
    Plan plan =
        plan(
            present(family("B", CORES, MEMORY), memory(cards(true), 1)),
            unreadable(family("A", ResourceName.parse("a.com/x"))));
    assertThat(plan.resources())
        .extracting(resource -> resource.family() + " " + resource.name())
        .containsExactly("B example.com/gpucores", "B example.com/gpumem", "A a.com/x");
  }
}
