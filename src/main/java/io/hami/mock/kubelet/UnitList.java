package io.hami.mock.kubelet;

import io.hami.mock.reconcile.Loop;
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
  private volatile Frame frame = Frame.of(Listing.EMPTY);
  private volatile int gapped;
  private Listing target = Listing.EMPTY;
  private Loop.Timer settling = Loop.Timer.NONE;

  /**
   * @param settle how long surplus units stay unhealthy before they are dropped
   * @param held whether a call is unanswered that has a unit at this index or above
   * @param changed called after each step
   */
  UnitList(Loop loop, Duration settle, IntPredicate held, Runnable changed) {
    this.loop = loop;
    this.settle = settle;
    this.held = held;
    this.changed = changed;
  }

  /** What to send. */
  Frame frame() {
    return frame;
  }

  /**
   * How many units were ever listed of which some may have been healthy behind others that were
   * not; 0 while that cannot be. A kubelet's books may still have a list from before.
   */
  int gapped() {
    return gapped;
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
    boolean atOnce = !gradually && !held.test(target.listed());
    step(atOnce ? target : frame.listing().toward(target));
    if (!frame.listing().equals(target)) {
      settling = loop.schedule(settle, this::drop);
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
      gapped = next.hasCards() ? Math.max(gapped, next.listed()) : gapped;
      frame = Frame.of(next);
    }
    changed.run();
  }

  void stop() {
    settling.cancel();
  }
}
