package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.port.Loop;
import io.hami.mock.port.Outage;
import java.time.Duration;
import java.time.Instant;

/** A loop by hand that goes on after a task that fails by an outage, as the real one does. */
public final class GuardedLoop implements Loop {
  private final ManualLoop loop = new ManualLoop();

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Outage.Injected | Outage.InjectedError expected) {
        assertThat(expected).isNotNull();
      }
    };
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(guarded(task));
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return loop.schedule(delay, guarded(task));
  }

  @Override
  public long nanoTime() {
    return loop.nanoTime();
  }

  @Override
  public Instant now() {
    return loop.now();
  }

  /** Runs everything that is due. */
  public void run() {
    loop.run();
  }

  /** Lets {@code duration} pass. */
  public void advance(Duration duration) {
    loop.advance(duration);
  }
}
