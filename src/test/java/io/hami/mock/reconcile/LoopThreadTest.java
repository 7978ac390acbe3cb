package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.hami.mock.log.LogOf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoopThreadTest {
  private final LoopThread loop = new LoopThread();
  private final List<String> ran = new CopyOnWriteArrayList<>();

  @RegisterExtension private final LogOf log = new LogOf(LoopThread.class);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void runsTasksInTheirOrderOnItsOneThread() {
    for (int task = 0; task < 100; task++) {
      String number = Integer.toString(task);
      loop.execute(() -> ran.add(number + Thread.currentThread().getName()));
    }
    await().until(() -> ran.size() == 100);
    assertThat(ran.getFirst()).isEqualTo("0loop");
    assertThat(ran.getLast()).isEqualTo("99loop");
  }

  @Test
  void aFailingTaskDoesNotEndTheLoop() {
    loop.execute(
        () -> {
          throw new IllegalStateException("one task of a test fails on purpose");
        });
    loop.execute(() -> ran.add("next"));
    await().until(() -> ran.contains("next"));
  }

  /** An executor keeps an Error to itself, and the loop would have ended without a word. */
  @Test
  void anErrorIsLoggedAndDoesNotEndTheLoop() {
    loop.execute(
        () -> {
          throw new StackOverflowError("one task of a test fails on purpose");
        });
    loop.execute(() -> ran.add("next"));
    await().until(() -> ran.contains("next"));
    assertThat(log.lines(Level.ERROR)).hasSize(1);
  }

  @Test
  void aTimerRunsLaterUnlessItIsCancelled() {
    loop.schedule(Duration.ofMillis(40), () -> ran.add("cancelled")).cancel();
    loop.schedule(Duration.ofMillis(80), () -> ran.add("late"));
    loop.execute(() -> ran.add("now"));
    await().until(() -> ran.contains("late"));
    assertThat(ran).containsExactly("now", "late");
  }

  @Test
  void tasksAfterItsEndAreDropped() {
    loop.close();
    loop.execute(() -> ran.add("late"));
    loop.schedule(Duration.ZERO, () -> ran.add("later")).cancel();
    assertThat(ran).isEmpty();
  }
}
