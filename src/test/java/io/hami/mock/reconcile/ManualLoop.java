package io.hami.mock.reconcile;

import io.hami.mock.port.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * A loop whose time passes, and whose tasks run, when a test says so. Tasks may be submitted from
 * any thread; they run on the one that calls {@link #run} or {@link #advance}.
 */
public final class ManualLoop implements Loop {
  /** A loop that has not come to rest after so many tasks is regarded as endless. */
  private static final int MAX_TASKS = 10_000;

  /**
   * {@link System#nanoTime} may begin anywhere and overflow, so its values must be subtracted, not
   * compared.
   */
  private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::due).thenComparingLong(Alarm::number));
  private long elapsed;
  private Duration offset = Duration.ZERO;
  private long scheduled;

  private record Alarm(long due, long number, Runnable task) {}

  @Override
  public synchronized void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public synchronized Timer schedule(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(elapsed + Math.max(0, delay.toNanos()), scheduled++, task);
    alarms.add(alarm);
    return () -> cancel(alarm);
  }

  private synchronized void cancel(Alarm alarm) {
    alarms.remove(alarm);
  }

  @Override
  public synchronized long nanoTime() {
    return ORIGIN + elapsed;
  }

  @Override
  public synchronized Instant now() {
    return Instant.EPOCH.plusNanos(elapsed).plus(offset);
  }

  /** Sets the wall clock forward, or back; no time passes. */
  public synchronized void jump(Duration by) {
    offset = offset.plus(by);
  }

  /** Runs everything that is due now, and the tasks that follow from it, until none is left. */
  public void run() {
    for (int count = 0; count < MAX_TASKS; count++) {
      Optional<Runnable> task = next();
      if (task.isEmpty()) {
        return;
      }
      task.get().run();
    }
    throw new AssertionError("the loop spins: " + MAX_TASKS + " tasks and no end");
  }

  /** Lets {@code duration} pass and runs each timer at its own time. */
  public void advance(Duration duration) {
    run();
    long end = elapsed() + duration.toNanos();
    while (nextDue().filter(due -> due <= end).isPresent()) {
      pass(nextDue().get());
      run();
    }
    pass(end);
  }

  /** Lets {@code duration} pass without running anything, so timers that fall due run late. */
  public synchronized void stall(Duration duration) {
    elapsed += duration.toNanos();
  }

  /** The number of timers that are set. */
  public synchronized int timers() {
    return alarms.size();
  }

  /** The number of tasks that wait to be run now. */
  public synchronized int waiting() {
    return tasks.size();
  }

  private synchronized long elapsed() {
    return elapsed;
  }

  private synchronized void pass(long until) {
    elapsed = Math.max(elapsed, until);
  }

  private synchronized Optional<Long> nextDue() {
    return Optional.ofNullable(alarms.peek()).map(Alarm::due);
  }

  /** Tasks run before timers, as on the real loop those do that were submitted first. */
  private synchronized Optional<Runnable> next() {
    if (tasks.poll() instanceof Runnable task) {
      return Optional.of(task);
    }
    return nextDue().filter(due -> due <= elapsed).isPresent()
        ? Optional.ofNullable(alarms.poll()).map(Alarm::task)
        : Optional.empty();
  }
}
