package io.hami.mock.e2e;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;

/** Records how many units of one resource the Node offers over time. */
final class Observer implements AutoCloseable {
  private static final long PERIOD = Duration.ofMillis(300).toNanos();

  private final Set<Long> seen = new ConcurrentSkipListSet<>();
  private final Thread thread;
  private volatile boolean over;

  Observer(LiveNode node, String resource) {
    thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over) {
                    seen.add(node.allocatable().getOrDefault(resource, -1L));
                    LockSupport.parkNanos(PERIOD);
                  }
                });
  }

  /** Every number that the Node has shown; -1 for none. */
  Set<Long> seen() {
    return Set.copyOf(seen);
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
