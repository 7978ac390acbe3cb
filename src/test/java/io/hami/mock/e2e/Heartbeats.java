package io.hami.mock.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Records when the kubelet writes the Node's status, which it does every two seconds on this node,
 * but not while its device manager is locked.
 */
final class Heartbeats implements AutoCloseable {
  private static final long PERIOD = Duration.ofMillis(200).toNanos();

  private final Thread thread;
  private volatile Duration longest = Duration.ZERO;
  private volatile boolean over;

  Heartbeats(LiveNode node) {
    thread = Thread.ofPlatform().start(() -> look(node));
  }

  private void look(LiveNode node) {
    String last = node.heartbeat();
    long since = System.nanoTime();
    while (!over) {
      LockSupport.parkNanos(PERIOD);
      String now = node.heartbeat();
      Duration pause = Duration.ofNanos(System.nanoTime() - since);
      longest = pause.compareTo(longest) > 0 ? pause : longest;
      if (!now.equals(last)) {
        last = now;
        since = System.nanoTime();
      }
    }
  }

  /**
   * The longest time in which the Node's status was not written, the usual two seconds included.
   */
  Duration longest() {
    return longest;
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
