package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.hami.mock.model.Units;
import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {
  /** A new target, and whether there is time for the one before to settle first. */
  record Turn(boolean settled, Listing target) {}

  /** All that a kubelet is told on the way through {@code turns}, as an endpoint tells it. */
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
    Arbitrary<Listing> targets =
        Combinators.combine(
                Arbitraries.integers().between(0, 300), Arbitraries.integers().between(0, 300))
            .as((a, b) -> new Listing(Math.max(a, b), Math.min(a, b)));
    return Combinators.combine(Arbitraries.of(true, false), targets).as(Turn::new).list();
  }

  /** A kubelet of 1.34 or later panics over it (kubelet-contract 4.6). */
  @Property
  void noUnitIsDroppedThatWasHealthyInTheStepBefore(@ForAll("turns") List<Turn> turns) {
    List<Listing> told = told(turns);
    for (int step = 1; step < told.size(); step++) {
      assertThat(told.get(step).listed()).isGreaterThanOrEqualTo(told.get(step - 1).healthy());
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
  void goesAtOnceWhereNothingIsDroppedAndHalfwayWhereItIs(
      int listed, int healthy, int toListed, int toHealthy, int nextListed, int nextHealthy) {
    assertThat(new Listing(listed, healthy).toward(new Listing(toListed, toHealthy)))
        .isEqualTo(new Listing(nextListed, nextHealthy));
  }

  @Test
  void isMadeOfUnitsAndBack() {
    assertThat(Listing.of(new Units(9, 4))).isEqualTo(new Listing(9, 4));
    assertThat(new Listing(9, 4).units()).isEqualTo(new Units(9, 4));
    assertThatThrownBy(() -> Listing.of(new Units(1L << 32, 0)))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({"1,2", "-1,-1", "0,-1"})
  void moreHealthyThanListedIsRefused(int listed, int healthy) {
    assertThatThrownBy(() -> new Listing(listed, healthy))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
