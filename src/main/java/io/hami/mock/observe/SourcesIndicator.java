package io.hami.mock.observe;

import io.hami.mock.model.Notice;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.reactivestreams.Publisher;

/**
 * The sources of the plugin's input. A problem with a source is shown as a detail and never makes
 * the plugin unhealthy: the last valid input stays in force, and a restart would lose it.
 */
@Singleton
@Requires(property = "endpoints.health.enabled", value = "true")
final class SourcesIndicator implements HealthIndicator {
  private final Reconciler reconciler;

  SourcesIndicator(Reconciler reconciler) {
    this.reconciler = reconciler;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    NodeState state = reconciler.state();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("node", state.trouble().orElse("seen"));
    details.put("annotations", state.contract().orElse("up to date"));
    details.put("configGeneration", state.config().generation());
    details.put("configProblems", state.config().complaints());
    details.put("notices", state.plan().notices().stream().map(Notice::text).toList());
    return Publishers.just(
        HealthResult.builder("sources", HealthStatus.UP).details(details).build());
  }
}
