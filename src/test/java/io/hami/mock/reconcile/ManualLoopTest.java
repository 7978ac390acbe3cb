package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hami.mock.port.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loop that other tests use. */
class ManualLoopTest {
  private final ManualLoop loop = new ManualLoop();
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsTasksInOrderAndTheTasksThatTheyAdd() {
    loop.execute(
        () -> {
          ran.add("a");
          loop.execute(() -> ran.add("c"));
        });
    loop.execute(() -> ran.add("b"));
    assertThat(ran).isEmpty();
    loop.run();
    assertThat(ran).containsExactly("a", "b", "c");
  }

  @Test
  void runsTimersAtTheirOwnTime() {
    long start = loop.nanoTime();
    loop.schedule(Duration.ofSeconds(20), () -> ran.add("late " + (loop.nanoTime() - start)));
    loop.schedule(
        Duration.ofSeconds(1),
        () -> {
          ran.add("early " + (loop.nanoTime() - start));
          loop.schedule(Duration.ofSeconds(1), () -> ran.add("then"));
        });
    loop.advance(Duration.ofMillis(19_999));
    assertThat(ran).containsExactly("early 1000000000", "then");
    loop.advance(Duration.ofMillis(1));
    assertThat(ran).endsWith("late 20000000000");
    assertThat(loop.timers()).isZero();
  }

  @Test
  void aCancelledTimerDoesNotRun() {
    Loop.Timer timer = loop.schedule(Duration.ofSeconds(1), () -> ran.add("never"));
    timer.cancel();
    loop.advance(Duration.ofMinutes(1));
    assertThat(ran).isEmpty();
  }

  @Test
  void aLoopThatNeverComesToRestIsDetected() {
    spin();
    assertThatThrownBy(loop::run).isInstanceOf(AssertionError.class).hasMessageContaining("spins");
  }

  private void spin() {
    loop.schedule(Duration.ZERO, this::spin);
  }
}
