package io.hami.mock.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.fault.Ailments.Ailment;
import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Layout;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AilmentsTest {
  private static final ResourceName MEMORY = ResourceName.parse("nvidia.com/gpumem");
  private static final ResourceName CORES = ResourceName.parse("nvidia.com/gpucores");
  private static final ResourceName LICENCES = ResourceName.parse("example.com/licences");

  /**
   * Four cards of 1,000 MiB, the last one unhealthy without any fault, and a resource without
   * cards.
   */
  private static final Discovery.Present NODE =
      new Discovery.Present(
          new Family("NVIDIA", "NVIDIA", List.of(MEMORY, CORES, LICENCES), Set.of()),
          IntStream.range(0, 4).mapToObj(AilmentsTest::card).toList(),
          List.of(
              resource(MEMORY, 1_000),
              resource(CORES, 100),
              new VirtualResource(
                  LICENCES, Measure.CUSTOM, Unit.SLOT, Quantity.of(7), SplitFactor.ONE)));

  private static Card card(int index) {
    return new Card("GPU-" + index, index, 10, 1_000, 100, "V100", 0, "", index < 3);
  }

  private static VirtualResource resource(ResourceName name, long each) {
    List<Layout.Share> shares =
        IntStream.range(0, 4)
            .mapToObj(index -> new Layout.Share("GPU-" + index, 0, index < 3, each))
            .toList();
    return new VirtualResource(
        name,
        Measure.MEMORY,
        Unit.MEBIBYTE,
        new Quantity(4 * each, 3 * each),
        SplitFactor.ONE,
        new Layout(shares, 1, false));
  }

  private static Discovery.Present with(Target target, Selection cards) {
    return (Discovery.Present) new Ailments(List.of(new Ailment(target, cards))).of(NODE);
  }

  private static long healthy(Discovery.Present node, ResourceName name) {
    return node.resources().stream()
        .filter(resource -> resource.name().equals(name))
        .mapToLong(resource -> resource.quantity().healthy())
        .sum();
  }

  @Test
  void withoutFaultsNothingChanges() {
    assertThat(Ailments.NONE.of(NODE)).isSameAs(NODE);
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 6", "25, 2, 5", "26, 1, 5", "50, 1, 3", "75, 0, 1", "100, 0, 0"})
  void aPartOfTheCardsIsRoundedUp(int percent, int healthyCards, int healthyLicences) {
    Discovery.Present sick = with(Target.EVERYTHING, new Selection.Percent(percent));
    assertThat(sick.cards()).filteredOn(Card::healthy).hasSize(healthyCards);
    assertThat(healthy(sick, MEMORY)).isEqualTo(healthyCards * 1_000L);
    assertThat(healthy(sick, CORES)).isEqualTo(healthyCards * 100L);
    assertThat(healthy(sick, LICENCES)).isEqualTo(healthyLicences);
    assertThat(sick.resources()).allMatch(resource -> resource.quantity().total() > 0);
  }

  @Test
  void cardsAreNamedOrNumbered() {
    Discovery.Present named =
        with(new Target.OfVendor("NVIDIA"), new Selection.Ids(Set.of("GPU-1", "GPU-3", "GPU-9")));
    assertThat(healthy(named, MEMORY)).isEqualTo(2_000);
    assertThat(named.cards().get(1).healthy()).isFalse();
    Discovery.Present numbered = with(Target.EVERYTHING, new Selection.First(2));
    assertThat(healthy(numbered, MEMORY)).isEqualTo(1_000);
    // It is not known which licences belong to which card.
    assertThat(healthy(numbered, LICENCES)).isEqualTo(7);
  }

  @Test
  void aFaultMayAffectOneResourceAndNotTheCards() {
    Discovery.Present sick = with(new Target.OfResource(CORES), Selection.ALL);
    assertThat(healthy(sick, CORES)).isZero();
    assertThat(healthy(sick, MEMORY)).isEqualTo(3_000);
    assertThat(sick.cards()).isEqualTo(NODE.cards());
  }

  @Test
  void anotherVendorsCardsAreLeftAlone() {
    assertThat(with(new Target.OfVendor("Ascend"), Selection.ALL)).isEqualTo(NODE);
  }
}
