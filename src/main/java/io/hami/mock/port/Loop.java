package io.hami.mock.port;

import java.time.Duration;
import java.time.Instant;

/**
 * The thread that decides. Tasks run one after another, in the order they came; none of them may
 * wait for anything.
 */
public interface Loop {
  /** Runs {@code task} soon. Ignored once the loop has stopped. */
  void execute(Runnable task);

  /** Runs {@code task} after {@code delay}, unless it is cancelled before. */
  Timer schedule(Duration delay, Runnable task);

  /** The loop's clock: {@link System#nanoTime} or a test's. */
  long nanoTime();

  /** The loop's wall clock, for people to read. */
  Instant now();

  /** A task that is still to come. */
  @FunctionalInterface
  interface Timer {
    /** Nothing is to come. */
    Timer NONE = () -> {};

    void cancel();
  }
}
