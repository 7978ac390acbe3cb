package io.hami.mock.control.web;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.hami.mock.port.Kubelet;
import io.hami.mock.port.Supervisor;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Readiness;
import io.hami.mock.reconcile.Reconciler;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Keeps the answers of {@code grpc.health.v1} up to date. */
@Singleton
@Requires(property = "grpc.server.enabled", value = "true")
final class GrpcHealth implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final HealthStatusManager health;
  private final Reconciler reconciler;
  private final Kubelet kubelet;
  private final Supervisor supervisor;
  private Optional<Supervisor.Task> task = Optional.empty();

  GrpcHealth(
      HealthStatusManager health, Reconciler reconciler, Kubelet kubelet, Supervisor supervisor) {
    this.health = health;
    this.reconciler = reconciler;
    this.kubelet = kubelet;
    this.supervisor = supervisor;
  }

  void start() {
    reconciler.onChange(this::ready);
    ready(reconciler.state());
    task = Optional.of(supervisor.start(Thread.ofVirtual(), "grpc-health", this::look));
  }

  private void ready(NodeState state) {
    boolean ready = Readiness.of(state).ready() && supervisor.failing(Duration.ZERO).isEmpty();
    health.setStatus("", status(ready));
    health.setStatus("readiness", status(ready));
  }

  private void look() throws InterruptedException {
    while (true) {
      boolean alive =
          kubelet.silentSockets(PATIENCE).isEmpty()
              && supervisor.failing(Supervisor.HOPELESS).isEmpty();
      health.setStatus("liveness", status(alive));
      ready(reconciler.state());
      Thread.sleep(LOOK);
    }
  }

  private static ServingStatus status(boolean good) {
    return good ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  @Override
  @PreDestroy
  public void close() {
    task.ifPresent(Supervisor.Task::close);
  }
}
