package io.hami.mock.port;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the plugin's long-lived tasks, each on a thread of its own, and keeps them running: a task
 * that throws, whatever it throws, is logged and run again after a pause. Health checks know the
 * tasks that do not stay up. Thread-safe.
 */
@Singleton
public final class Supervisor {
  /** A task that has failed so often in a row is reported as failing. */
  public static final int FAILURES = 3;

  /** A task that has been failing for so long will not recover without a restart. */
  public static final Duration HOPELESS = Duration.ofMinutes(10);

  /** A run of this length ends the row of failures before it. */
  private static final Duration STABLE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private final Set<Task> tasks = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> failures = new ConcurrentHashMap<>();

  /** What a task does until it is closed; it ends for good when this returns. */
  @FunctionalInterface
  public interface Work {
    void run() throws InterruptedException;
  }

  /**
   * Starts {@code work} on a new thread.
   *
   * @param thread makes the thread
   * @param name of the task and its thread, such as {@code node-watch}; one of a fixed set
   */
  public Task start(Thread.Builder thread, String name, Work work) {
    Task task = new Task(name, work);
    tasks.add(task);
    task.thread = thread.name(name).start(task::run);
    return task;
  }

  /** The tasks that have been failing for at least {@code time}, each with its last failure. */
  public Map<String, String> failing(Duration time) {
    Map<String, String> failing = new TreeMap<>();
    long now = System.nanoTime();
    for (Task task : tasks) {
      Task.Row row = task.row;
      if (row.count() >= FAILURES
          && now - row.since() >= time.toNanos()
          && now - task.began < STABLE.toNanos()) {
        failing.put(
            task.name, "it has failed %d times in a row: %s".formatted(row.count(), row.why()));
      }
    }
    return failing;
  }

  /** How often each task has failed since the start; only those that have. */
  public Map<String, Long> failures() {
    return Map.copyOf(failures);
  }

  /** A task that was started. */
  public final class Task implements AutoCloseable {
    private final String name;
    private final Work work;
    private final Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Row row = Row.NONE;
    private volatile long began = System.nanoTime();
    private volatile @Nullable Thread thread;

    /**
     * Failures in a row.
     *
     * @param since the time of the first, in nanoseconds
     * @param why the last
     */
    private record Row(int count, long since, String why) {
      static final Row NONE = new Row(0, 0, "");
    }

    private Task(String name, Work work) {
      this.name = name;
      this.work = work;
    }

    private void run() {
      try {
        while (isOpen()) {
          began = System.nanoTime();
          try {
            work.run();
            return;
          } catch (RuntimeException | Error failure) {
            failed(failure);
          }
          if (closed.await(pauses.next().toNanos(), TimeUnit.NANOSECONDS)) {
            return;
          }
        }
      } catch (InterruptedException _) {
        log.debug("{} has ended", name);
      } finally {
        tasks.remove(this);
        ended.countDown();
      }
    }

    private void failed(Throwable failure) {
      long now = System.nanoTime();
      if (!isOpen()) {
        log.debug("{} failed while it was ended", name, failure);
        return;
      }
      Row before = row;
      if (now - began >= STABLE.toNanos()) {
        before = Row.NONE;
        pauses.reset();
      }
      String why = failure.toString();
      row = new Row(before.count() + 1, before.count() == 0 ? now : before.since(), why);
      failures.merge(name, 1L, Long::sum);
      if (before.why().equals(why)) {
        log.debug("{} failed again", name, failure);
      } else {
        log.error("{} failed and is started again", name, failure);
      }
    }

    private boolean isOpen() {
      return closed.getCount() > 0;
    }

    /** Ends the task and interrupts what it waits for. */
    @Override
    public void close() {
      closed.countDown();
      if (thread instanceof Thread running) {
        running.interrupt();
      }
    }

    /**
     * Ends the task without interrupting it, and waits for its end.
     *
     * @return whether it has ended within {@code patience}
     */
    public boolean end(Duration patience) throws InterruptedException {
      closed.countDown();
      return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    public boolean ended() {
      return ended.getCount() == 0;
    }
  }
}
