package io.hami.mock.plan;

import static io.hami.mock.plan.Cards.BROKEN;
import static io.hami.mock.plan.Cards.FAMILY;
import static io.hami.mock.plan.Cards.GONE;
import static io.hami.mock.plan.Cards.MEMORY;
import static io.hami.mock.plan.Cards.cards;
import static io.hami.mock.plan.Cards.family;
import static io.hami.mock.plan.Cards.memory;
import static io.hami.mock.plan.Cards.present;
import static io.hami.mock.plan.Cards.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.fault.Ailments;
import io.hami.mock.fault.Ailments.Ailment;
import io.hami.mock.fault.Selection;
import io.hami.mock.fault.Target;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Discovery.Unreadable;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.Reason;
import io.hami.mock.model.Tuning;
import io.hami.mock.model.Units;
import io.hami.mock.names.Names;
import io.hami.mock.names.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LastGoodCardsTest {
  private static final Present GOOD = present(FAMILY, memory(cards(true, true), 2));
  private static final Reason WORSE = new Reason(Reason.Kind.MALFORMED, "and worse");

  /** The discoveries one after another. */
  private static List<Discovery> after(Discovery... discoveries) {
    List<Discovery> kept = List.of();
    for (Discovery now : discoveries) {
      kept = LastGoodCards.keep(List.of(now), kept);
    }
    return kept;
  }

  private static Plan plan(List<Discovery> discoveries) {
    return Planner.plan(discoveries, Tuning.NONE, Plan.EMPTY);
  }

  private static Outcome only(Plan plan) {
    assertThat(plan.resources()).hasSize(1);
    return plan.resources().getFirst().outcome();
  }

  private static Outcome degraded(long capacity, long allocatable, Reason why) {
    return new Outcome.Advertise(
        new Units(capacity, allocatable), Route.DEVICE_PLUGIN, Optional.of(why));
  }

  @Test
  void anUnreadableFamilyKeepsItsLastGoodNumbersUntilItCanBeReadAgain() {
    Plan good = plan(after(GOOD));
    Plan broken = plan(after(GOOD, unreadable(FAMILY)));
    assertThat(only(broken)).isEqualTo(degraded(24_564, 24_564, BROKEN));
    assertThat(broken.resources().getFirst().source())
        .isEqualTo(good.resources().getFirst().source());
    assertThat(broken.resources().getFirst().factor().value()).isEqualTo(2);
    assertThat(broken.advertised()).isEqualTo(good.advertised());

    Unreadable worse = new Unreadable(FAMILY, WORSE);
    assertThat(only(plan(after(GOOD, unreadable(FAMILY), worse))))
        .isEqualTo(degraded(24_564, 24_564, WORSE));

    Present mended = present(FAMILY, memory(cards(true), 1));
    assertThat(after(GOOD, unreadable(FAMILY), worse, mended)).containsExactly(mended);
  }

  @Test
  void cardsOfAFamilyThatWasAbsentAreNotLastGood() {
    assertThat(after(GOOD, new Absent(FAMILY, GONE), unreadable(FAMILY)))
        .containsExactly(unreadable(FAMILY));
  }

  @Test
  void theLastGoodCardsOfAnotherFamilyAreNotUsed() {
    Present other = present(family("Other", MEMORY), memory(cards(true), 1));
    assertThat(after(other, unreadable(FAMILY))).containsExactly(unreadable(FAMILY));
  }

  @Test
  void madeUpCardsAreNotLastGood() {
    Origin inventory = new Origin.OfInventory("inventory[0]", Set.of(), Contract.NONE);
    Present made =
        new Present(FAMILY, inventory, List.of(), List.of(memory(cards(true), 1)), Map.of());
    assertThat(after(made, unreadable(FAMILY))).containsExactly(unreadable(FAMILY));
  }

  /** Another plugin has the name when the annotation breaks, and leaves it before it is mended. */
  @Test
  void aQuantityThatWasRefusedIsStillTheLastGoodOne() {
    List<Discovery> broken = after(GOOD, unreadable(FAMILY));
    Names taken = (_, _) -> new Standing.Taken("by another plugin");
    Plan contended = Planner.plan(broken, Tuning.NONE, plan(after(GOOD)), taken);
    assertThat(only(contended)).isInstanceOf(Outcome.Refuse.class);
    Plan free = Planner.plan(broken, Tuning.NONE, contended, Names.FREE);
    assertThat(only(free)).isEqualTo(degraded(24_564, 24_564, BROKEN));
  }

  @Test
  void aFaultBeginsAndEndsForLastGoodCards() {
    List<Discovery> broken = after(GOOD, unreadable(FAMILY));
    Ailments fault =
        new Ailments(List.of(new Ailment(Target.EVERYTHING, new Selection.Percent(50))));
    assertThat(only(plan(broken.stream().map(fault::of).toList())))
        .isEqualTo(degraded(24_564, 12_282, BROKEN));
    assertThat(only(plan(broken.stream().map(Ailments.NONE::of).toList())))
        .isEqualTo(degraded(24_564, 24_564, BROKEN));
  }
}
