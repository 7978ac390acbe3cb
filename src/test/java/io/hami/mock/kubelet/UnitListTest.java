package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.reconcile.ManualLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a list goes from one state to the next while Allocate calls are under way. */
class UnitListTest {
  private static final Duration SETTLE = Duration.ofSeconds(10);

  private final ManualLoop loop = new ManualLoop();

  /** The highest unit of an unanswered call; -1 if there is none. */
  private final AtomicInteger open = new AtomicInteger(-1);

  private final UnitList units =
      new UnitList(loop, SETTLE, index -> open.get() >= index, UnitList.Pace.FREE, () -> {});

  private Listing listing() {
    return units.frame().listing();
  }

  @Test
  void surplusUnitsGoOnceTheyHaveSettled() {
    units.aim(Listing.of(9, 9), false);
    units.aim(Listing.of(5, 5), true);
    assertThat(listing()).isEqualTo(Listing.of(9, 5));
    loop.advance(SETTLE);
    assertThat(listing()).isEqualTo(Listing.of(5, 5));
  }

  @Test
  void noUnitGoesWhileACallForItIsUnanswered() {
    units.aim(Listing.of(9, 9), false);
    open.set(7);
    units.aim(Listing.of(5, 5), true);
    for (int period = 0; period < 3; period++) {
      loop.advance(SETTLE);
      assertThat(listing()).isEqualTo(Listing.of(9, 5));
    }
    open.set(-1);
    loop.advance(SETTLE);
    assertThat(listing()).isEqualTo(Listing.of(5, 5));
  }

  @Test
  void callsForOtherUnitsDelayNothing() {
    units.aim(Listing.of(9, 9), false);
    open.set(4);
    units.aim(Listing.of(5, 5), true);
    loop.advance(SETTLE);
    assertThat(listing()).isEqualTo(Listing.of(5, 5));
  }

  /** The stream has ended, but the kubelet still waits for the answer to its call. */
  @Test
  void anUnansweredCallCountsAlsoWithoutAStream() {
    units.aim(Listing.of(9, 9), false);
    open.set(7);
    units.aim(Listing.of(5, 5), false);
    assertThat(listing()).isEqualTo(Listing.of(9, 5));
    open.set(-1);
    units.aim(Listing.of(5, 5), false);
    assertThat(listing()).isEqualTo(Listing.of(5, 5));
  }

  @Test
  void aListThatGrowsAgainHasNothingToDrop() {
    units.aim(Listing.of(9, 9), false);
    units.aim(Listing.of(5, 5), true);
    units.aim(Listing.of(12, 12), true);
    loop.advance(SETTLE.multipliedBy(3));
    assertThat(listing()).isEqualTo(Listing.of(12, 12));
  }

  /** A kubelet that takes at most three changes in one message. */
  private static final class Slow implements UnitList.Pace {
    private boolean told = true;

    @Override
    public int most() {
      return 3;
    }

    @Override
    public boolean isTold() {
      return told;
    }
  }

  @Test
  void aLargeChangeIsSentInParts() {
    Slow slow = new Slow();
    UnitList paced = new UnitList(loop, SETTLE, _ -> false, slow, () -> {});
    paced.aim(Listing.of(9, 9), false);
    paced.aim(Listing.of(9, 2), true);
    assertThat(paced.frame().listing().healthy()).isEqualTo(6);
    slow.told = false;
    loop.advance(UnitList.Pace.BREATH.multipliedBy(5));
    assertThat(paced.frame().listing().healthy()).as("not told yet").isEqualTo(6);
    slow.told = true;
    loop.advance(UnitList.Pace.BREATH);
    assertThat(paced.frame().listing().healthy()).isEqualTo(3);
    loop.advance(UnitList.Pace.BREATH);
    assertThat(paced.frame().listing()).isEqualTo(Listing.of(9, 2));
    paced.aim(Listing.of(13, 13), true);
    loop.advance(UnitList.Pace.BREATH.multipliedBy(3));
    assertThat(paced.frame().listing()).isEqualTo(Listing.of(13, 13));
    paced.aim(Listing.of(8, 8), true);
    loop.advance(UnitList.Pace.BREATH);
    assertThat(paced.frame().listing()).isEqualTo(Listing.of(13, 8));
    loop.advance(SETTLE);
    assertThat(paced.frame().listing()).isEqualTo(Listing.of(8, 8));
  }
}
