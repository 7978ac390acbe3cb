package io.hami.mock.observe;

import io.hami.mock.port.Supervisor;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.reactivestreams.Publisher;

/**
 * Ready: every planned resource is registered, the kubelet has received its list, and no task of
 * the plugin keeps failing.
 */
@Singleton
@Readiness
@Requires(property = "endpoints.health.enabled", value = "true")
final class ReadinessIndicator implements HealthIndicator {
  private final Reconciler reconciler;
  private final Supervisor supervisor;

  ReadinessIndicator(Reconciler reconciler, Supervisor supervisor) {
    this.reconciler = reconciler;
    this.supervisor = supervisor;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    NodeState state = reconciler.state();
    var readiness = io.hami.mock.reconcile.Readiness.of(state);
    Map<String, String> failing = supervisor.failing(Duration.ZERO);
    Map<String, Object> missing = new TreeMap<>(readiness.missing());
    missing.putAll(failing);
    boolean ready = readiness.ready() && failing.isEmpty();
    return Publishers.just(
        HealthResult.builder("ready", ready ? HealthStatus.UP : HealthStatus.DOWN)
            .details(missing)
            .build());
  }
}
