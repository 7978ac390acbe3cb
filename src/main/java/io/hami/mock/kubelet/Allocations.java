package io.hami.mock.kubelet;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.UnitId;
import io.hami.mock.port.Allocator;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.Loop;
import io.hami.mock.v1beta1.AllocateRequest;
import io.hami.mock.v1beta1.AllocateResponse;
import io.hami.mock.v1beta1.ContainerAllocateRequest;
import io.hami.mock.v1beta1.ContainerAllocateResponse;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * The Allocate calls of one resource. Where it matters whose units they are, the {@link Allocator}
 * says what a container gets to see, in its own time but not for ever: a kubelet sets no deadline
 * and admits no pod of the node meanwhile (kubelet-contract 0). No thread waits for it.
 */
final class Allocations {
  private final ResourceName name;
  private final Supplier<Listing> listing;
  private final Allocator allocator;
  private final Loop loop;
  private final Duration patience;
  private final DevicePluginService.Calls calls;

  /** What is made to go wrong; read by the threads that answer. */
  private volatile EndpointFaults faults = EndpointFaults.NONE;

  /** The highest unit of each call that is unanswered. */
  private final Queue<Integer> open = new ConcurrentLinkedQueue<>();

  /**
   * @param listing what is listed now
   * @param patience for {@code allocator}
   */
  Allocations(
      ResourceName name,
      Supplier<Listing> listing,
      Allocator allocator,
      Loop loop,
      Duration patience,
      DevicePluginService.Calls calls) {
    this.name = name;
    this.listing = listing;
    this.allocator = allocator;
    this.loop = loop;
    this.patience = patience;
    this.calls = calls;
  }

  /** Makes {@code now} what goes wrong with calls that come from now on. */
  void suffer(EndpointFaults now) {
    faults = now;
  }

  /** Whether a call is unanswered that has a unit at {@code index} or above. */
  boolean hold(int index) {
    return open.stream().anyMatch(highest -> highest >= index);
  }

  /**
   * One response a container; a response without any is an admission error that leaks units
   * (kubelet-contract 4.3).
   */
  void allocate(AllocateRequest request, StreamObserver<AllocateResponse> observer) {
    long began = System.nanoTime();
    calls.heard();
    // A kubelet that has gone meanwhile is not there to be answered, and that is no error.
    ((ServerCallStreamObserver<AllocateResponse>) observer).setOnCancelHandler(() -> {});
    List<BitSet> containers =
        request.getContainerRequestsList().stream()
            .map(container -> units(container.getDevicesIdsList()))
            .toList();
    Integer highest = containers.stream().mapToInt(BitSet::length).max().orElse(0) - 1;
    open.add(highest);
    var _ =
        injured(faults)
            .thenCompose(_ -> environments(request, containers))
            .thenApply(Allocations::response)
            .whenComplete(
                (response, failure) -> {
                  if (failure == null) {
                    observer.onNext(response);
                    observer.onCompleted();
                  } else {
                    observer.onError(status(failure).asRuntimeException());
                  }
                  open.remove(highest);
                  calls.allocated(count(request), System.nanoTime() - began, failure != null);
                });
  }

  /** Done when an injected delay is over; failed where a failure is injected. No thread waits. */
  private CompletableFuture<EndpointFaults> injured(EndpointFaults by) {
    CompletableFuture<EndpointFaults> done = new CompletableFuture<>();
    Runnable answer =
        () ->
            by.failure()
                .ifPresentOrElse(
                    message ->
                        done.completeExceptionally(
                            Status.UNKNOWN.withDescription(message).asRuntimeException()),
                    () -> done.complete(by));
    by.delay().ifPresentOrElse(delay -> loop.schedule(delay, answer), answer);
    return done;
  }

  private static AllocateResponse response(List<Map<String, String>> environments) {
    AllocateResponse.Builder response = AllocateResponse.newBuilder();
    environments.forEach(
        environment ->
            response.addContainerResponses(
                ContainerAllocateResponse.newBuilder().putAllEnvs(environment)));
    return response.build();
  }

  /** The indexes of the units that {@code ids} name; what names none is left out. */
  static BitSet units(Collection<String> ids) {
    BitSet units = new BitSet();
    ids.forEach(id -> UnitId.index(id).ifPresent(units::set));
    return units;
  }

  private static int count(AllocateRequest request) {
    return request.getContainerRequestsList().stream()
        .mapToInt(ContainerAllocateRequest::getDevicesIdsCount)
        .sum();
  }

  private CompletableFuture<List<Map<String, String>>> environments(
      AllocateRequest request, List<BitSet> containers) {
    Listing now = listing.get();
    Optional<String> unlisted = unlisted(request, now.listed());
    if (unlisted.isPresent()) {
      return CompletableFuture.failedFuture(
          Status.INVALID_ARGUMENT
              .withDescription(
                  "no unit '%s' is listed, only %d units are"
                      .formatted(unlisted.get(), now.listed()))
              .asRuntimeException());
    }
    if (!now.hasCards()) {
      return CompletableFuture.completedFuture(
          containers.stream().map(_ -> Map.<String, String>of()).toList());
    }
    return ask(containers.stream().map(now::cards).toList());
  }

  private static Optional<String> unlisted(AllocateRequest request, int listed) {
    return request.getContainerRequestsList().stream()
        .flatMap(container -> container.getDevicesIdsList().stream())
        .filter(id -> UnitId.index(id).orElse(Integer.MAX_VALUE) >= listed)
        .findFirst();
  }

  private CompletableFuture<List<Map<String, String>>> ask(List<List<String>> cards) {
    CompletableFuture<List<Map<String, String>>> environments = new CompletableFuture<>();
    Loop.Timer timer =
        loop.schedule(patience, () -> environments.completeExceptionally(overdue(cards)));
    try {
      var _ =
          allocator
              .allocate(name, cards)
              .whenComplete(
                  (granted, failure) -> {
                    timer.cancel();
                    if (failure != null) {
                      environments.completeExceptionally(failure);
                    } else if (granted.size() != cards.size()) {
                      environments.completeExceptionally(
                          new IllegalStateException(
                              "%d environments for %d containers"
                                  .formatted(granted.size(), cards.size())));
                    } else {
                      environments.complete(granted);
                    }
                  });
    } catch (RuntimeException failure) {
      timer.cancel();
      environments.completeExceptionally(failure);
    }
    return environments;
  }

  private StatusRuntimeException overdue(List<List<String>> cards) {
    return Status.DEADLINE_EXCEEDED
        .withDescription(
            "%s: nobody has said within %d ms what a container with %s gets to see"
                .formatted(name, patience.toMillis(), cards))
        .asRuntimeException();
  }

  /** UNKNOWN, as every error of a Go plugin that names no other; the pod's owner reads the text. */
  private static Status status(Throwable failure) {
    return switch (failure) {
      case StatusRuntimeException known -> known.getStatus();
      case CompletionException wrapper when wrapper.getCause() instanceof Throwable cause ->
          status(cause);
      default ->
          Status.UNKNOWN.withDescription(
              failure.getMessage() instanceof String text ? text : failure.toString());
    };
  }
}
