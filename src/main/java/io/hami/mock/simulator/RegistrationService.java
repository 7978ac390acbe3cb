package io.hami.mock.simulator;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.hami.mock.model.ResourceName;
import io.hami.mock.v1beta1.Empty;
import io.hami.mock.v1beta1.RegisterRequest;
import io.hami.mock.v1beta1.RegistrationGrpc;
import java.util.Optional;

/** The service on kubelet.sock: checks each request, and passes on a valid one. */
final class RegistrationService extends RegistrationGrpc.RegistrationImplBase {
  private static final String VERSION = "v1beta1";

  private final Faults faults;
  private final Observations observations;
  private final KubeletThreads threads;
  private final Acceptor acceptor;

  /** Processes a request that has passed the checks. */
  @FunctionalInterface
  interface Acceptor {
    void register(RegisterRequest request, Reply reply);
  }

  RegistrationService(
      Faults faults, Observations observations, KubeletThreads threads, Acceptor acceptor) {
    this.faults = faults;
    this.observations = observations;
    this.threads = threads;
    this.acceptor = acceptor;
  }

  @Override
  public void register(RegisterRequest request, StreamObserver<Empty> responses) {
    // A plugin whose deadline has passed gets no answer, and that is no error.
    ((ServerCallStreamObserver<Empty>) responses).setOnCancelHandler(() -> {});
    observations.registered(request);
    Reply reply = new CallReply(responses);
    switch (faults.registerAnswer()) {
      case Faults.RegisterAnswer.Prompt() -> handle(request, reply);
      case Faults.RegisterAnswer.Late(var delay) ->
          handle(
              request,
              new Reply() {
                @Override
                public void accept() {
                  threads.after(delay, reply::accept);
                }

                @Override
                public void refuse(String text) {
                  threads.after(delay, () -> reply.refuse(text));
                }
              });
      case Faults.RegisterAnswer.Never() -> {}
      case Faults.RegisterAnswer.Refused(String text) -> reply.refuse(text);
    }
  }

  private void handle(RegisterRequest request, Reply reply) {
    violation(request).ifPresentOrElse(reply::refuse, () -> acceptor.register(request, reply));
  }

  /** The kubelet's checks, in its order and its words; the endpoint is not checked (1.3). */
  private static Optional<String> violation(RegisterRequest request) {
    if (!request.getVersion().equals(VERSION)) {
      return Optional.of(
          "requested API version %s is not supported by kubelet. Supported version is [%s]"
              .formatted(GoText.quoted(request.getVersion()), GoText.quoted(VERSION)));
    }
    return ResourceName.violation(request.getResourceName())
        .map(_ -> "the ResourceName " + GoText.quoted(request.getResourceName()) + " is invalid");
  }

  private record CallReply(StreamObserver<Empty> responses) implements Reply {
    @Override
    public void accept() {
      responses.onNext(Empty.getDefaultInstance());
      responses.onCompleted();
    }

    @Override
    public void refuse(String text) {
      responses.onError(Status.UNKNOWN.withDescription(text).asRuntimeException());
    }
  }
}
