package io.hami.mock.kubelet;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.hami.mock.model.ResourceName;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.Empty;
import io.hami.mock.v1beta1.RegisterRequest;
import io.hami.mock.v1beta1.RegistrationGrpc;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Registers endpoints with the kubelet. */
@Singleton
final class Registrar {
  /** The only version of the API that kubelets support. */
  private static final String VERSION = "v1beta1";

  private final KubeletDirectory directory;
  private final Transport transport;
  private final Timings timings;

  Registrar(KubeletDirectory directory, Transport transport, Timings timings) {
    this.directory = directory;
    this.transport = transport;
    this.timings = timings;
  }

  /** The result of a Register call. */
  sealed interface Outcome {
    /**
     * The kubelet accepted it. Before 1.25 that proves little: the kubelet dials the plugin
     * afterwards.
     */
    record Registered() implements Outcome {}

    /** No process answers on the kubelet's socket. */
    record KubeletAway(String why) implements Outcome {}

    /** The kubelet has not answered in time, but may still accept the registration. */
    record Unanswered() implements Outcome {}

    /** The kubelet refused it. */
    record Rejected(String why) implements Outcome {}
  }

  /**
   * Calls Register.
   *
   * @param endpoint the socket's file name in the kubelet's directory
   * @param options those that GetDevicePluginOptions answers: kubelets before 1.25 read them here,
   *     later ones ask
   * @param then is given the outcome, on a thread of the transport
   */
  void register(
      ResourceName resource, String endpoint, DevicePluginOptions options, Consumer<Outcome> then) {
    ManagedChannel channel = transport.channel(directory.kubeletSocket());
    RegisterRequest request =
        RegisterRequest.newBuilder()
            .setVersion(VERSION)
            .setEndpoint(endpoint)
            .setResourceName(resource.toString())
            .setOptions(options)
            .build();
    Futures.addCallback(
        RegistrationGrpc.newFutureStub(channel)
            .withDeadlineAfter(timings.registerDeadline().toMillis(), TimeUnit.MILLISECONDS)
            .register(request),
        new FutureCallback<Empty>() {
          @Override
          public void onSuccess(Empty answer) {
            channel.shutdownNow();
            then.accept(new Outcome.Registered());
          }

          @Override
          public void onFailure(Throwable failure) {
            channel.shutdownNow();
            then.accept(outcome(Status.fromThrowable(failure)));
          }
        },
        MoreExecutors.directExecutor());
  }

  private Outcome outcome(Status status) {
    String text =
        status.getDescription() instanceof String said ? said : status.getCode().toString();
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          new Outcome.KubeletAway("no kubelet answers on " + directory.kubeletSocket());
      case DEADLINE_EXCEEDED -> new Outcome.Unanswered();
      default -> new Outcome.Rejected(text);
    };
  }
}
