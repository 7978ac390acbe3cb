package io.hami.mock.control.web;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Refuses gRPC calls beyond the hundredth that is open. Probes take one each for a moment, but
 * {@code Watch} stays open for as long as its client wants.
 */
@Singleton
@Requires(property = "grpc.server.enabled", value = "true")
final class CallLimit implements ServerInterceptor {
  private static final int MOST = 100;

  private final AtomicInteger open = new AtomicInteger();

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (open.incrementAndGet() > MOST) {
      open.decrementAndGet();
      call.close(
          Status.RESOURCE_EXHAUSTED.withDescription(MOST + " calls are open, which is the limit"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private final AtomicBoolean over = new AtomicBoolean();

      private void end() {
        if (over.compareAndSet(false, true)) {
          open.decrementAndGet();
        }
      }

      @Override
      public void onComplete() {
        end();
        super.onComplete();
      }

      @Override
      public void onCancel() {
        end();
        super.onCancel();
      }
    };
  }
}
