package io.hami.mock.control.web;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.hami.mock.port.Kubelet;
import io.hami.mock.reconcile.Readiness;
import io.hami.mock.reconcile.Reconciler;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Keeps the answers of {@code grpc.health.v1} up to date. */
@Singleton
@Requires(property = "grpc.server.enabled", value = "true")
final class GrpcHealth implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final HealthStatusManager health;
  private final Reconciler reconciler;
  private final Kubelet kubelet;
  private final Thread thread;

  GrpcHealth(HealthStatusManager health, Reconciler reconciler, Kubelet kubelet) {
    this.health = health;
    this.reconciler = reconciler;
    this.kubelet = kubelet;
    this.thread = Thread.ofVirtual().name("grpc-health").unstarted(this::look);
  }

  void start() {
    reconciler.onChange(state -> ready(Readiness.of(state).ready()));
    ready(Readiness.of(reconciler.state()).ready());
    thread.start();
  }

  private void ready(boolean ready) {
    health.setStatus("", status(ready));
    health.setStatus("readiness", status(ready));
  }

  private void look() {
    try {
      while (true) {
        health.setStatus("liveness", status(kubelet.silentSockets(PATIENCE).isEmpty()));
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static ServingStatus status(boolean good) {
    return good ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  @Override
  @PreDestroy
  public void close() {
    thread.interrupt();
  }
}
