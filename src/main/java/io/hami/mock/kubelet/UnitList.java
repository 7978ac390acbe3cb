package io.hami.mock.kubelet;

import io.hami.mock.port.Loop;
import java.time.Duration;
import java.util.function.IntPredicate;

/**
 * The units of a resource as the kubelet is told of them: where they should come to, and the frame
 * that says how far they are. Moves on the loop; the frame may be read from anywhere.
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

  /** How fast a kubelet may be told of changes. */
  interface Pace {
    /** Waits between two parts of a change that is told in parts. */
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

    /** How many units one message may list anew or with another health; at least 1. */
    int most();

    /** Whether the last list is on its way. */
    boolean isTold();
  }

  /**
   * @param settle how long surplus units stay unhealthy before they are dropped
   * @param held whether a call is unanswered that has a unit at this index or above
   * @param changed called after each step
   */
  UnitList(Loop loop, Duration settle, IntPredicate held, Pace pace, Runnable changed) {
    this.loop = loop;
    this.settle = settle;
    this.held = held;
    this.pace = pace;
    this.changed = changed;
  }

  /** What to send. */
  Frame frame() {
    return frame;
  }

  Listing target() {
    return target;
  }

  /**
   * Makes for {@code wanted}.
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

  /** The next part of the way. */
  private void advance(int most) {
    Listing whole = frame.listing().toward(target);
    step(frame.listing().toward(target, most));
    if (!frame.listing().equals(whole)) {
      settling = loop.schedule(Pace.BREATH, () -> goOn(most));
    } else if (!whole.equals(target)) {
      settling = loop.schedule(settle, this::drop);
    }
  }

  /** Parts that a slow kubelet has not taken yet would become one. */
  private void goOn(int most) {
    if (pace.isTold()) {
      advance(most);
    } else {
      settling = loop.schedule(Pace.BREATH, () -> goOn(most));
    }
  }

  /** Takes the surplus off the list, unless a kubelet waits for an answer that concerns it. */
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
