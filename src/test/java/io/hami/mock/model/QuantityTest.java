package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
  private static Card card(int memoryMiB, boolean healthy) {
    return new Card("GPU-0", 0, 10, memoryMiB, 100, "A10", 0, "hami-core", healthy);
  }

  @Test
  void sumsAllCardsAndTheHealthyOnesAmongThem() {
    List<Card> cards = List.of(card(24_564, true), card(24_564, false), card(1, true));
    assertThat(Quantity.sum(cards, Card::memoryMiB)).isEqualTo(new Quantity(49_129, 24_565));
    assertThat(Quantity.sum(List.of(), Card::memoryMiB)).isEqualTo(Quantity.of(0));
  }

  @Test
  void aSumBeyondALongIsAnErrorAndNotANegativeNumber() {
    List<Card> cards = List.of(card(1, true), card(1, true));
    assertThatThrownBy(() -> Quantity.sum(cards, _ -> Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({"49128,24564,1,49128,24564", "49128,24564,7,7018,3509", "5,4,2,2,2", "3,3,4,0,0"})
  void dividesBothPartsAndRoundsEachDown(
      long total, long healthy, long divisor, long wantedTotal, long wantedHealthy) {
    assertThat(new Quantity(total, healthy).dividedBy(divisor))
        .isEqualTo(new Quantity(wantedTotal, wantedHealthy));
  }

  @Property
  void divisionKeepsHealthyWithinTotal(
      @ForAll @LongRange(max = Long.MAX_VALUE) long a,
      @ForAll @LongRange(max = Long.MAX_VALUE) long b,
      @ForAll @LongRange(min = 1) long divisor) {
    Quantity split = new Quantity(Math.max(a, b), Math.min(a, b)).dividedBy(divisor);
    assertThat(split.healthy()).isBetween(0L, split.total());
  }

  @ParameterizedTest
  @CsvSource({"1,2", "-1,-1", "0,-1", "-1,0"})
  void moreHealthyThanThereIsIsRefused(long total, long healthy) {
    assertThatThrownBy(() -> new Quantity(total, healthy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 <= healthy <= total was expected, not " + healthy + " of " + total);
  }
}
