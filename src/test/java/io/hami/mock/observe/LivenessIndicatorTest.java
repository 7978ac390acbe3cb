package io.hami.mock.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Kubelet;
import io.hami.mock.port.Supervisor;
import io.hami.mock.reconcile.LoopThread;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class LivenessIndicatorTest {
  private final AtomicInteger looks = new AtomicInteger();
  private final CountDownLatch answer = new CountDownLatch(1);

  /** A kubelet room that answers when the test says so. */
  private final class Slow implements Kubelet {
    @Override
    public Contact contact() {
      return new Contact(true, 0, Optional.empty());
    }

    @Override
    public Map<ResourceName, String> silentSockets(Duration patience) {
      looks.incrementAndGet();
      try {
        answer.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      return Map.of();
    }
  }

  /** Each look connects to every socket of this plugin. */
  @Test
  void aCrowdOfProbesCostsOneLook() {
    List<HealthStatus> answers = new CopyOnWriteArrayList<>();
    try (LoopThread loop = new LoopThread()) {
      LivenessIndicator indicator = new LivenessIndicator(loop, new Slow(), new Supervisor());
      Stream.generate(indicator::getResult)
          .limit(100)
          .forEach(
              result -> {
                var _ = Mono.from(result).map(HealthResult::getStatus).subscribe(answers::add);
              });
      await().until(() -> looks.get() > 0);
      answer.countDown();
      await().until(() -> answers.size() == 100);
      assertThat(answers).containsOnly(HealthStatus.UP);
      assertThat(looks).hasValue(1);
    }
  }
}
