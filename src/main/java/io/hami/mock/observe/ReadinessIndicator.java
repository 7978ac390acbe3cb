package io.hami.mock.observe;

import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** Ready: every planned resource is registered, and the kubelet has received its list. */
@Singleton
@Readiness
@Requires(property = "endpoints.health.enabled", value = "true")
final class ReadinessIndicator implements HealthIndicator {
  private final Reconciler reconciler;

  ReadinessIndicator(Reconciler reconciler) {
    this.reconciler = reconciler;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    NodeState state = reconciler.state();
    var readiness = io.hami.mock.reconcile.Readiness.of(state);
    return Publishers.just(
        HealthResult.builder("ready", readiness.ready() ? HealthStatus.UP : HealthStatus.DOWN)
            .details(readiness.missing())
            .build());
  }
}
