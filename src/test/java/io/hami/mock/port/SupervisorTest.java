package io.hami.mock.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupervisorTest {
  private final Supervisor supervisor = new Supervisor();
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);

  private Supervisor.Task start(Supervisor.Work work) {
    return supervisor.start(
        Thread.ofVirtual(),
        "a-task",
        () -> {
          runs.incrementAndGet();
          work.run();
        });
  }

  private static void fail(boolean byError) {
    if (byError) {
      throw new StackOverflowError("a test fails on purpose");
    }
    throw new IllegalStateException("a test fails on purpose");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTaskThatThrowsIsStartedAgain(boolean byError) {
    try (Supervisor.Task task =
        start(
            () -> {
              if (runs.get() < 3) {
                fail(byError);
              }
              never.await();
            })) {
      await().until(() -> runs.get() == 3);
      assertThat(task.ended()).isFalse();
      assertThat(supervisor.failures()).containsEntry("a-task", 2L);
      assertThat(supervisor.failing(Duration.ZERO)).as("it runs again").isEmpty();
    }
  }

  @Test
  void aTaskThatDoesNotStayUpIsKnownByItsName() {
    try (Supervisor.Task task = start(() -> fail(false))) {
      await()
          .untilAsserted(
              () ->
                  assertThat(supervisor.failing(Duration.ZERO))
                      .hasEntrySatisfying(
                          "a-task", why -> assertThat(why).contains("a test fails on purpose")));
      assertThat(supervisor.failing(Supervisor.HOPELESS)).isEmpty();
      assertThat(task.ended()).isFalse();
    }
  }

  @Test
  void aTaskThatReturnsOrIsClosedIsOver() throws InterruptedException {
    Supervisor.Task done = start(() -> {});
    await().until(done::ended);
    Supervisor.Task waiting = start(never::await);
    waiting.close();
    await().until(waiting::ended);
    Supervisor.Task failing = start(() -> fail(false));
    await().until(() -> runs.get() > 4);
    assertThat(failing.end(Duration.ofSeconds(10))).isTrue();
    assertThat(supervisor.failing(Duration.ZERO)).isEmpty();
  }

  @Test
  void endingATaskDoesNotInterruptIt() throws InterruptedException {
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch proceed = new CountDownLatch(1);
    Supervisor.Task task =
        start(
            () -> {
              try {
                proceed.await();
              } catch (InterruptedException failure) {
                interrupted.set(true);
              }
            });
    await().until(() -> runs.get() == 1);
    assertThat(task.end(Duration.ofMillis(20))).isFalse();
    proceed.countDown();
    assertThat(task.end(Duration.ofSeconds(10))).isTrue();
    assertThat(interrupted).isFalse();
  }
}
