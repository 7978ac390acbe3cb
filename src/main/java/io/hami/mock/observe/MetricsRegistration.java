package io.hami.mock.observe;

import io.hami.mock.port.Kubelet;
import io.hami.mock.port.Supervisor;
import io.hami.mock.reconcile.Reconciler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/** Adds the plugin's own metrics to those of the JVM. */
@Singleton
@Requires(property = "endpoints.prometheus.enabled", value = "true")
final class MetricsRegistration implements BeanCreatedEventListener<PrometheusMeterRegistry> {
  private final Provider<Reconciler> reconciler;
  private final Provider<Kubelet> kubelet;
  private final Provider<AllocateTimes> times;
  private final Provider<Supervisor> supervisor;

  MetricsRegistration(
      Provider<Reconciler> reconciler,
      Provider<Kubelet> kubelet,
      Provider<AllocateTimes> times,
      Provider<Supervisor> supervisor) {
    this.supervisor = supervisor;
    this.reconciler = reconciler;
    this.kubelet = kubelet;
    this.times = times;
  }

  @Override
  public PrometheusMeterRegistry onCreated(BeanCreatedEvent<PrometheusMeterRegistry> event) {
    event
        .getBean()
        .getPrometheusRegistry()
        .register(
            new ResourceMetrics(reconciler.get(), kubelet.get(), times.get(), supervisor.get()));
    return event.getBean();
  }
}
