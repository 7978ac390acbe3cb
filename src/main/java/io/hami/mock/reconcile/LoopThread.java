package io.hami.mock.reconcile;

import io.hami.mock.port.Loop;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop of a running plugin, on one named thread. */
@Singleton
public final class LoopThread implements Loop, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LoopThread.class);

  private final ScheduledThreadPoolExecutor executor;

  public LoopThread() {
    executor =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("loop").daemon().unstarted(task));
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException _) {
      log.debug("the loop has stopped; a late event is dropped");
    }
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    try {
      Future<?> future = executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException _) {
      return Timer.NONE;
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  @PreDestroy
  public void close() {
    executor.shutdown();
  }

  /**
   * A task that fails, even by a stack overflow, must not end the loop, which serves all sockets;
   * and the executor would tell nobody of an Error.
   */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error failure) {
        log.error("a task of the loop failed; the plugin goes on without it", failure);
      }
    };
  }
}
