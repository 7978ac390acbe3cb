package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Layout.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static Share share(int card, boolean healthy, long amount) {
    return new Share("card-" + card, card % 2, healthy, amount);
  }

  /** For each split factor the units of the cards add up to those of the resource. */
  @Property
  void unitsAddUpToWhatTheQuantityAmountsTo(
      @ForAll @Size(max = 9) List<@IntRange(min = 0, max = 100_000) Integer> amounts,
      @ForAll @IntRange(min = 1, max = 1024) int divisor,
      @ForAll @IntRange(min = 1, max = 300) int factor,
      @ForAll int healthMask) {
    List<Share> shares = new ArrayList<>();
    long total = 0;
    long healthy = 0;
    for (int i = 0; i < amounts.size(); i++) {
      boolean well = (healthMask >> i & 1) == 1;
      shares.add(share(i, well, amounts.get(i)));
      total += amounts.get(i);
      healthy += well ? amounts.get(i) : 0;
    }
    Quantity expected = new Quantity(total, healthy).dividedBy(divisor).dividedBy(factor);
    List<CardUnits> units = new Layout(shares, divisor, false).units(factor);
    assertThat(units)
        .extracting(CardUnits::card)
        .isEqualTo(shares.stream().map(Share::card).toList());
    assertThat(sum(units.stream())).isEqualTo(expected.total());
    assertThat(sum(units.stream().filter(CardUnits::healthy))).isEqualTo(expected.healthy());
  }

  private static long sum(Stream<CardUnits> units) {
    return units.mapToLong(CardUnits::units).sum();
  }

  @Test
  void aCardKeepsItsUnitsWhenAnotherBecomesUnhealthy() {
    Layout well = new Layout(List.of(share(0, true, 10), share(1, true, 4)), 1, true);
    Layout ill = new Layout(List.of(share(0, false, 10), share(1, true, 4)), 1, true);
    assertThat(well.units(1)).extracting(CardUnits::units).containsExactly(10, 4);
    assertThat(ill.units(1)).extracting(CardUnits::units).containsExactly(10, 4);
    assertThat(ill.units(1)).extracting(CardUnits::healthy).containsExactly(false, true);
    assertThat(ill.units(1)).extracting(CardUnits::numa).containsExactly(0L, 1L);
  }
}
