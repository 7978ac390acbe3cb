package io.hami.mock.kubelet;

import io.hami.mock.port.Loop;
import java.time.Duration;
import java.util.function.IntPredicate;

/**
 * The list of a resource's units: the target, and the frame for the present step on the way to it.
 * It changes on the loop; any thread may read the frame.
 */
final class UnitList {
  private final Loop loop;
  private final Duration settle;
  private final Runnable changed;
  private final IntPredicate held;
  private final Pace pace;
  private volatile Frame frame = Frame.of(Listing.EMPTY);
  private Listing target = Listing.EMPTY;
  private Loop.Timer settling = Loop.Timer.NONE;

  /** How fast changes may be sent to a kubelet. */
  interface Pace {
    /** The wait between two parts of a change that is sent in parts. */
    Duration BREATH = Duration.ofMillis(200);

    Pace FREE =
        new Pace() {
          @Override
          public int most() {
            return Integer.MAX_VALUE;
          }

          @Override
          public boolean isTold() {
            return true;
          }
        };

    /** How many units one message may add or change the health of; at least 1. */
    int most();

    /** Whether the newest list is sent. */
    boolean isTold();
  }

  /**
   * @param settle how long surplus units stay unhealthy before they are dropped
   * @param held whether an unanswered call has a unit at this index or above
   * @param changed called after each step
   */
  UnitList(Loop loop, Duration settle, IntPredicate held, Pace pace, Runnable changed) {
    this.loop = loop;
    this.settle = settle;
    this.held = held;
    this.pace = pace;
    this.changed = changed;
  }

  /** The frame to send. */
  Frame frame() {
    return frame;
  }

  Listing target() {
    return target;
  }

  /**
   * Makes {@code wanted} the target.
   *
   * @param gradually whether a kubelet has the present list, so that nothing may be dropped at once
   */
  void aim(Listing wanted, boolean gradually) {
    target = wanted;
    settling.cancel();
    if (!gradually && !held.test(target.listed())) {
      step(target);
    } else {
      advance(pace.most());
    }
  }

  /** Takes the next step to the target. */
  private void advance(int most) {
    Listing whole = frame.listing().toward(target);
    step(frame.listing().toward(target, most));
    if (!frame.listing().equals(whole)) {
      settling = loop.schedule(Pace.BREATH, () -> goOn(most));
    } else if (!whole.equals(target)) {
      settling = loop.schedule(settle, this::drop);
    }
  }

  /**
   * Waits until the kubelet has taken the last part; otherwise it would receive several parts as
   * one.
   */
  private void goOn(int most) {
    if (pace.isTold()) {
      advance(most);
    } else {
      settling = loop.schedule(Pace.BREATH, () -> goOn(most));
    }
  }

  /** Drops the surplus from the list, unless an unanswered call has one of these units. */
  private void drop() {
    if (held.test(target.listed())) {
      settling = loop.schedule(settle, this::drop);
    } else {
      step(target);
    }
  }

  private void step(Listing next) {
    if (!next.equals(frame.listing())) {
      frame = Frame.of(next);
    }
    changed.run();
  }

  void stop() {
    settling.cancel();
  }
}
