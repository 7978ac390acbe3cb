package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FewestCardsTest {
  /** Three cards of four units each: 0 to 3, 4 to 7, 8 to 11. */
  private static final Listing THREE =
      new Listing(
          List.of(
              new Listing.Run(4, true, "a", 0),
              new Listing.Run(4, true, "b", 0),
              new Listing.Run(4, true, "c", 1)));

  private static BitSet units(@Nullable String text) {
    BitSet units = new BitSet();
    if (text != null) {
      Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).forEach(units::set);
    }
    return units;
  }

  @ParameterizedTest
  @CsvSource({
    // All are free: the first card that can supply them.
    "0 1 2 3 4 5 6 7 8 9 10 11, , 1, 0",
    "0 1 2 3 4 5 6 7 8 9 10 11, , 4, 0 1 2 3",
    // More than one card has: whole cards, and the rest from one more.
    "0 1 2 3 4 5 6 7 8 9 10 11, , 5, 0 1 2 3 4",
    "0 1 2 3 4 5 6 7 8 9 10 11, , 12, 0 1 2 3 4 5 6 7 8 9 10 11",
    // The card with the fewest free units that suffices, and of equal cards the first.
    "0 1 2 3 5 6 7 8 9, , 2, 8 9",
    "0 1 2 3 5 6 7 8 9, , 3, 5 6 7",
    "2 3 4 5 10 11, , 2, 2 3",
    // No card suffices: first the one with the most free units, then the one with the fewest that
    // has the rest.
    "0 4 5 6 8 9, , 4, 0 4 5 6",
    "0 4 5 6 8 9, , 5, 4 5 6 8 9",
    // The units that must be included decide which cards come first.
    "0 1 2 3 4 5 6 7 8 9 10 11, 9, 3, 8 9 10",
    "0 1 2 3 5 9 10, 9, 4, 0 1 9 10",
    "0 1 2 3 6 8 9 10 11, 6 11, 3, 6 8 11",
    // Fewer available than wanted: all of them. More included than wanted: only the included ones.
    "1 5, , 4, 1 5",
    "1 5 9, 1 5, 1, 1 5",
    "1 5, , 0, ",
    // A unit that is not available is not chosen, even if it must be included.
    "1 2, 5, 1, 1"
  })
  void choosesFromAsFewCardsAsPossible(
      String available, @Nullable String included, int size, @Nullable String chosen) {
    assertThat(FewestCards.choose(THREE, units(available), units(included), size))
        .isEqualTo(units(chosen));
  }

  /** Some of the card's units are surplus, at the end of the list, and still belong to it. */
  @Test
  void aCardInTwoRunsIsOneCard() {
    Listing split =
        new Listing(
            List.of(
                new Listing.Run(2, true, "a", 0),
                new Listing.Run(3, true, "b", 0),
                new Listing.Run(2, true, "a", 0)));
    assertThat(FewestCards.choose(split, units("0 1 2 3 4 5 6"), new BitSet(), 4))
        .isEqualTo(units("0 1 5 6"));
  }

  @Provide
  Arbitrary<Listing> listings() {
    return ListingTest.carded();
  }

  @Provide
  Arbitrary<BitSet> sets() {
    return Arbitraries.longs().array(long[].class).ofSize(4).map(BitSet::valueOf);
  }

  @Property
  void theChoiceIsAvailableContainsTheRequiredAndHasTheRightSize(
      @ForAll("listings") Listing listing,
      @ForAll("sets") BitSet any,
      @ForAll("sets") BitSet some,
      @ForAll @IntRange(max = 200) int size) {
    BitSet available = listed(listing, any);
    BitSet included = (BitSet) some.clone();
    included.and(available);
    BitSet chosen = FewestCards.choose(listing, available, included, size);
    assertThat(minus(chosen, available).cardinality()).isZero();
    assertThat(minus(included, chosen).cardinality()).isZero();
    assertThat(chosen.cardinality())
        .isEqualTo(Math.max(included.cardinality(), Math.min(size, available.cardinality())));
    assertThat(FewestCards.choose(listing, available, included, size)).isEqualTo(chosen);
  }

  @Property
  void noChoiceIsOnFewerCards(
      @ForAll("listings") Listing listing,
      @ForAll("sets") BitSet any,
      @ForAll @IntRange(max = 100) int size) {
    BitSet available = listed(listing, any);
    BitSet chosen = FewestCards.choose(listing, available, new BitSet(), size);
    int rest = chosen.cardinality();
    int fewest = 0;
    for (int most : mostFirst(listing, available)) {
      if (rest > 0) {
        fewest++;
        rest -= most;
      }
    }
    assertThat(listing.cards(chosen)).hasSize(fewest);
  }

  private static List<Integer> mostFirst(Listing listing, BitSet available) {
    Map<List<String>, Long> perCard =
        available.stream()
            .mapToObj(
                unit -> {
                  BitSet one = new BitSet();
                  one.set(unit);
                  return listing.cards(one);
                })
            .collect(Collectors.groupingBy(card -> card, Collectors.counting()));
    return perCard.values().stream()
        .map(Math::toIntExact)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static BitSet listed(Listing listing, BitSet any) {
    BitSet listed = (BitSet) any.clone();
    listed.clear(listing.listed(), Math.max(listing.listed(), listed.length()));
    return listed;
  }

  private static BitSet minus(BitSet a, BitSet b) {
    BitSet left = (BitSet) a.clone();
    left.andNot(b);
    return left;
  }

  @ParameterizedTest
  @CsvSource({"2000, 8", "262408, 8", "262408, 262408"})
  void isFastForLongListsAndManyCards(int units, int cards) {
    Listing listing =
        new Listing(
            IntStream.range(0, cards)
                .mapToObj(card -> new Listing.Run(units / cards, true, "card" + card, -1))
                .toList());
    BitSet all = new BitSet();
    all.set(0, listing.listed());
    long began = System.nanoTime();
    BitSet chosen = FewestCards.choose(listing, all, new BitSet(), units / 2);
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.println(units + " units of " + cards + " cards: chosen in " + millis + " ms");
    assertThat(chosen.cardinality()).isEqualTo(units / 2);
    assertThat(millis).isLessThan(5_000);
  }
}
