package io.hami.mock.kubelet;

import io.hami.mock.reconcile.Loop;
import java.time.Duration;

/**
 * The units of a resource as the kubelet is told of them: where they should come to, and the frame
 * that says how far they are. Moves on the loop; the frame may be read from anywhere.
 */
final class UnitList {
  private final Loop loop;
  private final Duration settle;
  private final Runnable changed;
  private volatile Frame frame = Frame.of(Listing.EMPTY);
  private Listing target = Listing.EMPTY;
  private Loop.Timer settling = Loop.Timer.NONE;

  /**
   * @param settle how long surplus units stay unhealthy before they are dropped
   * @param changed called after each step
   */
  UnitList(Loop loop, Duration settle, Runnable changed) {
    this.loop = loop;
    this.settle = settle;
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
    step(gradually ? frame.listing().toward(target) : target);
    if (!frame.listing().equals(target)) {
      settling = loop.schedule(settle, () -> step(target));
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
