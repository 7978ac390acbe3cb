package io.hami.mock.control.web;

import io.grpc.ServerBuilder;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what gRPC clients can take beside {@link CallLimit}: no threads, since health is answered
 * from memory on the server's own, and a connection without a call for a minute only.
 */
@Singleton
@Requires(property = "grpc.server.enabled", value = "true")
final class GrpcLimits implements BeanCreatedEventListener<ServerBuilder<?>> {
  private static final long IDLE_SECONDS = 60;

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    return event.getBean().directExecutor().maxConnectionIdle(IDLE_SECONDS, TimeUnit.SECONDS);
  }
}
