package io.hami.mock.observe;

import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Kubelet;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Supervisor;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.reactivestreams.Publisher;

/**
 * Alive: the loop runs its tasks, the plugin's own sockets answer, and no long-lived task has been
 * failing for ten minutes. Where one of these fails, a restart helps.
 */
@Singleton
@Liveness
@Requires(property = "endpoints.health.enabled", value = "true")
final class LivenessIndicator implements HealthIndicator {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Loop loop;
  private final Kubelet kubelet;
  private final Supervisor supervisor;

  /** The newest look, over or not. */
  private CompletableFuture<HealthResult> looking =
      CompletableFuture.failedFuture(new IllegalStateException("not looked yet"));

  LivenessIndicator(Loop loop, Kubelet kubelet, Supervisor supervisor) {
    this.loop = loop;
    this.supervisor = supervisor;
    this.kubelet = kubelet;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.fromCompletableFuture(() -> shared().copy());
  }

  /** Whoever asks while a look is under way gets its result: a crowd costs no more than one. */
  private synchronized CompletableFuture<HealthResult> shared() {
    if (looking.isDone()) {
      CompletableFuture<HealthResult> result = new CompletableFuture<>();
      looking = result;
      // The check waits for answers, and no thread of the server may wait.
      Thread.ofVirtual()
          .name("liveness")
          .start(() -> result.completeAsync(this::look, Runnable::run));
    }
    return looking;
  }

  private HealthResult look() {
    Map<String, String> silent = new TreeMap<>();
    if (!loopTurns()) {
      silent.put("loop", "it has done nothing for " + PATIENCE.toSeconds() + " s");
    }
    for (Map.Entry<ResourceName, String> socket : kubelet.silentSockets(PATIENCE).entrySet()) {
      silent.put(socket.getKey().toString(), socket.getValue());
    }
    silent.putAll(supervisor.failing(Supervisor.HOPELESS));
    return HealthResult.builder("alive", silent.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN)
        .details(silent)
        .build();
  }

  private boolean loopTurns() {
    CompletableFuture<Boolean> turn = new CompletableFuture<>();
    loop.execute(() -> turn.complete(true));
    try {
      return turn.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
