package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.CardUnits;
import io.hami.mock.model.Units;
import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {
  /** A new target, and whether the one before has time to settle first. */
  record Turn(boolean settled, Listing target) {}

  /** All lists that an endpoint sends to a kubelet while the target goes through {@code turns}. */
  private static List<Listing> told(List<Turn> turns) {
    List<Listing> told = new ArrayList<>(List.of(Listing.EMPTY));
    Listing target = Listing.EMPTY;
    for (Turn turn : turns) {
      if (turn.settled()) {
        told.add(target);
      }
      target = turn.target();
      told.add(told.getLast().toward(target));
    }
    told.add(target);
    return told;
  }

  @Provide
  Arbitrary<List<Turn>> turns() {
    Arbitrary<Listing> plain =
        Combinators.combine(
                Arbitraries.integers().between(0, 300), Arbitraries.integers().between(0, 300))
            .as((a, b) -> Listing.of(Math.max(a, b), Math.min(a, b)));
    Arbitrary<Listing> targets = Arbitraries.oneOf(plain, carded());
    return Combinators.combine(Arbitraries.of(true, false), targets).as(Turn::new).list();
  }

  /** Listings of up to four cards, healthy or not, with or without a NUMA node. */
  static Arbitrary<Listing> carded() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 40),
            Arbitraries.of(true, false),
            Arbitraries.of("a", "b", "c", "d"),
            Arbitraries.of(-1L, 0L, 1L, 130L))
        .as(Listing.Run::new)
        .list()
        .ofMaxSize(6)
        .map(Listing::new);
  }

  private static BitSet healthy(Listing listing) {
    BitSet healthy = new BitSet();
    int start = 0;
    for (Listing.Run run : listing.runs()) {
      healthy.set(start, start + run.units(), run.healthy());
      start += run.units();
    }
    return healthy;
  }

  /** A kubelet of 1.34 or later would panic (docs/kubelet.md 4.6). */
  @Property
  void noUnitIsDroppedThatWasHealthyInTheStepBefore(@ForAll("turns") List<Turn> turns) {
    List<Listing> told = told(turns);
    for (int step = 1; step < told.size(); step++) {
      assertThat(told.get(step).listed())
          .isGreaterThanOrEqualTo(healthy(told.get(step - 1)).length());
    }
  }

  @Property
  void theFirstStepDropsNothingAndHasTheTargetsUnitsAsTheyWillBe(
      @ForAll("turns") List<Turn> turns) {
    Listing from = Listing.EMPTY;
    for (Turn turn : turns) {
      Listing target = turn.target();
      Listing next = from.toward(target);
      assertThat(next.listed()).isEqualTo(Math.max(from.listed(), target.listed()));
      assertThat(healthy(next)).isEqualTo(healthy(target));
      from = target;
    }
  }

  @Property
  void theKubeletEndsWithTheLastTarget(@ForAll("turns") List<Turn> turns) {
    List<Listing> told = told(turns);
    assertThat(told.getLast())
        .isEqualTo(turns.isEmpty() ? Listing.EMPTY : turns.getLast().target());
  }

  @Property(tries = 100)
  void survivorsKeepTheirIds(@ForAll("turns") List<Turn> turns)
      throws InvalidProtocolBufferException {
    List<String> before = List.of();
    for (Listing listing : told(turns)) {
      List<String> ids =
          ListAndWatchResponse.parseFrom(Frame.of(listing).toByteArray()).getDevicesList().stream()
              .map(Device::getID)
              .toList();
      int survivors = Math.min(before.size(), ids.size());
      assertThat(ids.subList(0, survivors)).isEqualTo(before.subList(0, survivors));
      before = ids;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,0, 5,5, 5,5",
    "5,5, 9,9, 9,9",
    "5,5, 9,3, 9,3",
    "9,9, 5,5, 9,5",
    "9,5, 5,5, 9,5",
    "9,9, 5,2, 9,2",
    "9,9, 9,4, 9,4",
    "9,4, 9,9, 9,9",
    "9,9, 0,0, 9,0"
  })
  void changesInOneStepUnlessUnitsAreDropped(
      int listed, int healthy, int toListed, int toHealthy, int nextListed, int nextHealthy) {
    assertThat(Listing.of(listed, healthy).toward(Listing.of(toListed, toHealthy)))
        .isEqualTo(Listing.of(nextListed, nextHealthy));
  }

  @Test
  void convertsFromUnitsAndBack() {
    assertThat(Listing.of(new Units(9, 4))).isEqualTo(Listing.of(9, 4));
    assertThat(Listing.of(9, 4).units()).isEqualTo(new Units(9, 4));
    assertThatThrownBy(() -> Listing.of(new Units(1L << 32, 0)))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({"1,2", "-1,-1", "0,-1"})
  void moreHealthyThanListedIsRefused(int listed, int healthy) {
    assertThatThrownBy(() -> Listing.of(listed, healthy))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Listing of(boolean topology, CardUnits... cards) {
    long all = Stream.of(cards).mapToLong(CardUnits::units).sum();
    long healthy = Stream.of(cards).filter(CardUnits::healthy).mapToLong(CardUnits::units).sum();
    return Listing.of(
        new Advertisement(new Units(all, healthy), List.of(cards), topology), node -> node < 2);
  }

  @Test
  void aUnitStaysWithItsCardWhateverTheHealthOfOthers() {
    Listing ill = of(true, new CardUnits("a", 0, false, 4), new CardUnits("b", 1, true, 4));
    Listing well = of(true, new CardUnits("a", 0, true, 4), new CardUnits("b", 1, true, 4));
    assertThat(ill.runs())
        .containsExactly(new Listing.Run(4, false, "a", 0), new Listing.Run(4, true, "b", 1));
    assertThat(ill.units()).isEqualTo(new Units(8, 4));
    assertThat(ill.toward(well)).isEqualTo(well);
    assertThat(well.toward(ill)).isEqualTo(ill);
  }

  @Test
  void aCardWithoutAnExistingNumaNodeHasNone() {
    CardUnits[] cards = {
      new CardUnits("a", 1, true, 1),
      new CardUnits("b", 2, true, 1),
      new CardUnits("c", -1, true, 1)
    };
    assertThat(of(true, cards).runs()).extracting(Listing.Run::numa).containsExactly(1L, -1L, -1L);
    assertThat(of(false, cards).runs())
        .extracting(Listing.Run::numa)
        .containsExactly(-1L, -1L, -1L);
  }

  @Test
  void aLongListHasNoNumaNodesAlsoWhileItShrinks() {
    Listing most = of(true, new CardUnits("a", 0, true, 1000), new CardUnits("b", 1, true, 1000));
    Listing more = of(true, new CardUnits("a", 0, true, 1000), new CardUnits("b", 1, true, 1001));
    assertThat(most.runs()).extracting(Listing.Run::numa).containsExactly(0L, 1L);
    assertThat(more.runs()).extracting(Listing.Run::numa).containsExactly(-1L, -1L);
    assertThat(more.toward(most).runs()).extracting(Listing.Run::numa).containsOnly(-1L);
  }

  @Test
  void knowsTheCardOfEachUnitAlsoOfSurplusOnes() {
    Listing two = of(false, new CardUnits("a", 0, true, 4), new CardUnits("b", 1, true, 4));
    Listing one = of(false, new CardUnits("b", 1, true, 3));
    assertThat(two.cards(BitSet.valueOf(new long[] {0b1001_1000}))).containsExactly("a", "b");
    assertThat(two.cards(BitSet.valueOf(new long[] {0b1001_0000}))).containsExactly("b");
    assertThat(two.cards(new BitSet())).isEmpty();
    assertThat(two.toward(one).cards(BitSet.valueOf(new long[] {0b1001_1001})))
        .containsExactly("b", "a");
    assertThat(Listing.of(8, 8).cards(BitSet.valueOf(new long[] {0xFF}))).isEmpty();
    assertThat(two.hasCards()).isTrue();
    assertThat(Listing.of(8, 8).hasCards()).isFalse();
  }

  @Test
  void neighboursThatAreAlikeAreOneRun() {
    assertThat(of(false, new CardUnits("a", 0, true, 4), new CardUnits("a", 1, true, 3)).runs())
        .containsExactly(new Listing.Run(7, true, "a", -1));
    assertThat(of(false, new CardUnits("a", 0, true, 0))).isEqualTo(Listing.EMPTY);
  }

  @Property
  void aChangeInPartsEndsTheSameAndEachPartIsLimited(
      @ForAll("listings") Listing from,
      @ForAll("listings") Listing target,
      @ForAll @IntRange(min = 1, max = 20) int most) {
    Listing whole = from.toward(target);
    Listing now = from;
    for (int part = 0; !now.equals(whole); part++) {
      assertThat(part).isLessThan(200);
      Listing next = now.toward(target, most);
      assertThat(changed(now, next)).isBetween(0L, (long) most);
      assertThat(next.listed()).isGreaterThanOrEqualTo(now.listed());
      now = next;
    }
    assertThat(from.toward(target, Integer.MAX_VALUE)).isEqualTo(whole);
  }

  /** A kubelet's checkpoint has only the healthy units, and the plugin recognizes it by them. */
  @Property
  void aChangeInPartsKeepsTheHealthyUnitsFirst(
      @ForAll @IntRange(max = 60) int before,
      @ForAll @IntRange(max = 60) int after,
      @ForAll @IntRange(max = 60) int more,
      @ForAll @IntRange(min = 1, max = 20) int most) {
    Listing target = Listing.of(after + more, after);
    Listing now = Listing.of(before, before);
    while (!now.equals(now.toward(target))) {
      now = now.toward(target, most);
      List<Boolean> health = health(now);
      assertThat(health.lastIndexOf(true)).isLessThan(now.healthy());
    }
  }

  /** How many units a kubelet looks up: those that are new or change their health. */
  private static long changed(Listing before, Listing after) {
    List<Boolean> was = health(before);
    List<Boolean> is = health(after);
    return IntStream.range(0, is.size())
        .filter(unit -> unit >= was.size() || !was.get(unit).equals(is.get(unit)))
        .count();
  }

  private static List<Boolean> health(Listing listing) {
    return listing.runs().stream()
        .flatMap(run -> Collections.nCopies(run.units(), run.healthy()).stream())
        .toList();
  }

  @Provide
  Arbitrary<Listing> listings() {
    Arbitrary<Listing.Run> runs =
        Combinators.combine(
                Arbitraries.integers().between(0, 30),
                Arbitraries.of(true, false),
                Arbitraries.of("", "a", "b"))
            .as((units, healthy, card) -> new Listing.Run(units, healthy, card, -1));
    return runs.list().ofMaxSize(6).map(Listing::new);
  }
}
