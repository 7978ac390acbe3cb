package io.hami.mock.plan;

import static io.hami.mock.plan.Cards.COUNT;
import static io.hami.mock.plan.Cards.MEMORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.CardUnits;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Family;
import io.hami.mock.model.Layout;
import io.hami.mock.model.Layout.Share;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Tuning;
import io.hami.mock.model.Unit;
import io.hami.mock.model.Units;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The cards that units belong to, where that matters. */
class LaidOutPlanTest {
  private static final Family FAMILY =
      new Family("Example", "Example", List.of(COUNT, MEMORY), Set.of());
  private static final Origin MADE_UP =
      new Origin.OfInventory("inventory[0]", Set.of(COUNT), Contract.NONE);

  private static VirtualResource resource(ResourceName name, Measure measure, int each) {
    List<Share> shares = List.of(new Share("a", 0, true, each), new Share("b", 1, false, each));
    return new VirtualResource(
        name,
        measure,
        Unit.UNIT,
        new Quantity(2L * each, each),
        SplitFactor.ONE,
        new Layout(shares, 1, false));
  }

  private static Map<ResourceName, Advertisement> advertised(Origin origin, Tuning tuning) {
    Discovery cards =
        new Present(
            FAMILY,
            origin,
            List.of(),
            List.of(resource(COUNT, Measure.COUNT, 10), resource(MEMORY, Measure.MEMORY, 8192)),
            Map.of());
    return Planner.plan(List.of(cards), tuning, Plan.EMPTY).advertised();
  }

  private static Tuning topology(Factors factors) {
    return new Tuning(factors, Factors.NONE, Map.of(), true, StatusRight.UNKNOWN);
  }

  private static List<CardUnits> units(int each) {
    return List.of(new CardUnits("a", 0, true, each), new CardUnits("b", 1, false, each));
  }

  @Test
  void theCountOfMadeUpCardsAssignsItsUnitsToCards() {
    Map<ResourceName, Advertisement> plan = advertised(MADE_UP, Tuning.NONE);
    assertThat(plan)
        .containsEntry(COUNT, new Advertisement(new Units(20, 10), units(10), false))
        .containsEntry(MEMORY, Advertisement.of(new Units(16384, 8192)));
  }

  @Test
  void otherResourcesAssignUnitsOnlyForNumaNodes() {
    assertThat(advertised(Origin.NODE, Tuning.NONE))
        .containsEntry(COUNT, Advertisement.of(new Units(20, 10)));
    assertThat(advertised(Origin.NODE, topology(Factors.NONE)))
        .containsEntry(COUNT, new Advertisement(new Units(20, 10), units(10), true))
        .containsEntry(MEMORY, Advertisement.of(new Units(16384, 8192)));
  }

  @Test
  void aFactorThatLeavesFewUnitsBringsTheNumaNodes() {
    Factors sixteen = Factors.NONE.with(new FactorScope.OfResource(MEMORY), 16);
    assertThat(advertised(MADE_UP, topology(sixteen)))
        .containsEntry(MEMORY, new Advertisement(new Units(1024, 512), units(512), true));
    Factors eight = Factors.NONE.with(new FactorScope.OfResource(MEMORY), 8);
    assertThat(advertised(MADE_UP, topology(eight)))
        .as("2,048 units are above the limit")
        .containsEntry(MEMORY, Advertisement.of(new Units(2048, 1024)));
  }

  @Test
  void aNameThatIsMadeUpIsNotReadFromTheNode() {
    Discovery reader =
        new Discovery.Absent(
            new Family("Other", "Other", List.of(MEMORY), Set.of(COUNT)), Cards.GONE);
    Discovery made =
        new Present(
            new Family("Example", "Example", List.of(COUNT), Set.of()),
            MADE_UP,
            List.of(),
            List.of(resource(COUNT, Measure.COUNT, 10)),
            Map.of());
    assertThat(Planner.plan(List.of(reader, made), Tuning.NONE, Plan.EMPTY).advertised())
        .containsOnlyKeys(COUNT);
  }
}
