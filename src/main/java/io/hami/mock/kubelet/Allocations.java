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
 * Answers the Allocate calls of one resource. If units belong to cards, the {@link Allocator}
 * decides which environment a container gets. It may take its time, but not for ever: a kubelet
 * sets no deadline and admits no other pod of the node meanwhile (docs/kubelet.md 0). No thread is
 * blocked while it works.
 */
final class Allocations {
  private final ResourceName name;
  private final Supplier<Listing> listing;
  private final Allocator allocator;
  private final Loop loop;
  private final Duration patience;
  private final DevicePluginService.Calls calls;

  /** The faults to inject; read by the threads that answer. */
  private volatile EndpointFaults faults = EndpointFaults.NONE;

  /** The highest unit of each call that is not answered yet. */
  private final Queue<Integer> open = new ConcurrentLinkedQueue<>();

  /**
   * @param listing the present list
   * @param patience how long {@code allocator} may take
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

  /** Injects {@code now} into all calls from now on. */
  void suffer(EndpointFaults now) {
    faults = now;
  }

  /** Whether an unanswered call has a unit at {@code index} or above. */
  boolean hold(int index) {
    return open.stream().anyMatch(highest -> highest >= index);
  }

  /**
   * Answers with one response for each container. A response without containers would be an
   * admission error that leaks units (docs/kubelet.md 4.3).
   */
  void allocate(AllocateRequest request, StreamObserver<AllocateResponse> observer) {
    long began = System.nanoTime();
    calls.heard();
    List<BitSet> containers =
        request.getContainerRequestsList().stream()
            .map(container -> units(container.getDevicesIdsList()))
            .toList();
    Integer highest = containers.stream().mapToInt(BitSet::length).max().orElse(0) - 1;
    open.add(highest);
    CompletableFuture<List<Map<String, String>>> environments = new CompletableFuture<>();
    // A kubelet that has gone, or whose deadline has passed, does not wait for the answer.
    ((ServerCallStreamObserver<AllocateResponse>) observer)
        .setOnCancelHandler(() -> environments.cancel(false));
    var _ =
        environments
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
    EndpointFaults by = faults;
    Runnable answer = () -> answer(request, containers, by, environments);
    by.delay().ifPresentOrElse(delay -> loop.schedule(delay, answer), answer);
  }

  private static AllocateResponse response(List<Map<String, String>> environments) {
    AllocateResponse.Builder response = AllocateResponse.newBuilder();
    environments.forEach(
        environment ->
            response.addContainerResponses(
                ContainerAllocateResponse.newBuilder().putAllEnvs(environment)));
    return response.build();
  }

  /** The indexes of the units that {@code ids} name; IDs that name no unit are left out. */
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

  /** Completes {@code environments}, now or later, unless they are complete by then. */
  private void answer(
      AllocateRequest request,
      List<BitSet> containers,
      EndpointFaults by,
      CompletableFuture<List<Map<String, String>>> environments) {
    Listing now = listing.get();
    Optional<String> unlisted = unlisted(request, now.listed());
    if (by.failure().isPresent()) {
      environments.completeExceptionally(
          Status.UNKNOWN.withDescription(by.failure().get()).asRuntimeException());
    } else if (unlisted.isPresent()) {
      environments.completeExceptionally(
          Status.INVALID_ARGUMENT
              .withDescription(
                  "unit '%s' is not listed; %d units are".formatted(unlisted.get(), now.listed()))
              .asRuntimeException());
    } else if (!now.hasCards()) {
      environments.complete(containers.stream().map(_ -> Map.<String, String>of()).toList());
    } else if (!environments.isDone()) {
      ask(containers.stream().map(now::cards).toList(), environments);
    }
  }

  private static Optional<String> unlisted(AllocateRequest request, int listed) {
    return request.getContainerRequestsList().stream()
        .flatMap(container -> container.getDevicesIdsList().stream())
        .filter(id -> UnitId.index(id).orElse(Integer.MAX_VALUE) >= listed)
        .findFirst();
  }

  /** Asks the allocator, and cancels the request when the kubelet does not wait for it any more. */
  private void ask(
      List<List<String>> cards, CompletableFuture<List<Map<String, String>>> environments) {
    CompletableFuture<List<Map<String, String>>> asked;
    try {
      asked = allocator.allocate(name, cards);
    } catch (RuntimeException | Error failure) {
      environments.completeExceptionally(failure);
      return;
    }
    Loop.Timer timer =
        loop.schedule(patience, () -> environments.completeExceptionally(overdue(cards)));
    var _ =
        asked.whenComplete(
            (granted, failure) -> {
              if (failure != null) {
                environments.completeExceptionally(failure);
              } else if (granted.size() != cards.size()) {
                environments.completeExceptionally(
                    new IllegalStateException(
                        "the answer has %d environments for %d containers"
                            .formatted(granted.size(), cards.size())));
              } else {
                environments.complete(granted);
              }
            });
    var _ =
        environments.whenComplete(
            (_, _) -> {
              timer.cancel();
              asked.cancel(false);
            });
  }

  private StatusRuntimeException overdue(List<List<String>> cards) {
    return Status.DEADLINE_EXCEEDED
        .withDescription(
            "%s: no answer within %d ms on the environment of a container with %s"
                .formatted(name, patience.toMillis(), cards))
        .asRuntimeException();
  }

  /**
   * UNKNOWN, as a Go plugin answers unless it names another code; the pod's owner reads the text.
   */
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
