package io.hami.mock.hardware;

import io.hami.mock.model.Inspection;
import io.hami.mock.port.Supervisor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks one vendor's library at regular intervals, on a thread of its own: a call into a driver may
 * take seconds, or never return, and cannot be interrupted. Between two looks the thread waits for
 * errors of cards, where the library reports them.
 */
final class VendorWatch {
  /** Vendors' libraries need more stack than the small one of the plugin's other threads. */
  private static final long STACK_BYTES = 2 << 20;

  private final Inspector inspector;
  private final Duration period;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<Inspection> latest = Optional.empty();
  private volatile Optional<Long> askedAt = Optional.empty();
  private Optional<Supervisor.Task> task = Optional.empty();

  VendorWatch(Inspector inspector, Duration period) {
    this.inspector = inspector;
    this.period = period;
  }

  String vendor() {
    return inspector.vendor();
  }

  /**
   * Starts to ask.
   *
   * @param changed runs after each answer that differs from the one before, on this watch's thread
   */
  void start(Supervisor supervisor, Runnable changed) {
    task =
        Optional.of(
            supervisor.start(
                Thread.ofPlatform().daemon().stackSize(STACK_BYTES),
                "hardware-" + vendor(),
                () -> follow(changed)));
  }

  private void follow(Runnable changed) throws InterruptedException {
    try {
      do {
        askedAt = Optional.of(System.nanoTime());
        Optional<Inspection> now = Optional.of(inspector.inspect());
        askedAt = Optional.empty();
        if (!now.equals(latest)) {
          latest = now;
          changed.run();
        }
      } while (!rest());
    } finally {
      inspector.close();
    }
  }

  /**
   * Waits for the next look: for the period, or until the driver reports an error of a card.
   *
   * @return whether this watch has been closed
   */
  private boolean rest() throws InterruptedException {
    long end = System.nanoTime() + period.toNanos();
    for (long left = period.toNanos(); left > 0; left = end - System.nanoTime()) {
      if (closed.getCount() == 0) {
        return true;
      } else if (!inspector.hasEvents()) {
        return closed.await(left, TimeUnit.NANOSECONDS);
      } else if (inspector.await(Duration.ofNanos(left))) {
        return false;
      }
    }
    return closed.getCount() == 0;
  }

  /** The last answer; empty before the first. */
  Optional<Inspection> latest() {
    return latest;
  }

  /** Whether a look has not ended after {@code time}. */
  boolean hangs(Duration time) {
    return askedAt.filter(at -> System.nanoTime() - at >= time.toNanos()).isPresent();
  }

  /** Tells the thread to end and to shut the library down. */
  void close() {
    closed.countDown();
  }

  /**
   * Whether the thread has ended in time after {@link #close}; a call of a library may not return.
   */
  boolean ended(Duration time) throws InterruptedException {
    return task.isEmpty() || task.get().end(time);
  }
}
