package io.hami.mock.port;

import java.time.Duration;
import java.time.Instant;

/**
 * The thread that takes all decisions. Tasks run one after another, in the order of the calls; no
 * task may block.
 */
public interface Loop {
  /** Runs {@code task} soon. Ignored once the loop has stopped. */
  void execute(Runnable task);

  /** Runs {@code task} after {@code delay}, unless it is cancelled before that. */
  Timer schedule(Duration delay, Runnable task);

  /** The loop's clock: {@link System#nanoTime} or a test's. */
  long nanoTime();

  /** The loop's wall clock, for times that people read. */
  Instant now();

  /** A task that has not run yet. */
  @FunctionalInterface
  interface Timer {
    /** A timer without a task. */
    Timer NONE = () -> {};

    void cancel();
  }
}
