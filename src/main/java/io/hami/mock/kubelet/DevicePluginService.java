package io.hami.mock.kubelet;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.hami.mock.model.UnitId;
import io.hami.mock.v1beta1.AllocateRequest;
import io.hami.mock.v1beta1.AllocateResponse;
import io.hami.mock.v1beta1.ContainerAllocateRequest;
import io.hami.mock.v1beta1.ContainerAllocateResponse;
import io.hami.mock.v1beta1.DevicePluginGrpc;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.Empty;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import io.hami.mock.v1beta1.PreStartContainerRequest;
import io.hami.mock.v1beta1.PreStartContainerResponse;
import io.hami.mock.v1beta1.PreferredAllocationRequest;
import io.hami.mock.v1beta1.PreferredAllocationResponse;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * The DevicePlugin service of one resource. Everything is answered at once, on the transport's
 * thread: the kubelet sets no deadline on Allocate and admits no pod of the node meanwhile
 * (kubelet-contract 0). A unit gives a container nothing, so every answer is empty: the card itself
 * comes from the vendor's own plugin.
 */
final class DevicePluginService {
  private static final MethodDescriptor<Empty, Frame> LIST_AND_WATCH = listAndWatch();

  private final Function<ServerCall<Empty, Frame>, DeviceStream> streams;
  private final IntSupplier listed;
  private final Calls calls;

  /** Who hears of the kubelet's calls, on a thread of the transport. */
  interface Calls {
    /** The kubelet has called. */
    void heard();

    /**
     * An Allocate call was answered.
     *
     * @param units asked for, in all containers
     * @param nanos from the call to the answer
     * @param refused whether the answer was an error
     */
    void allocated(int units, long nanos, boolean refused);
  }

  /**
   * @param streams opens a stream for a ListAndWatch call
   * @param listed how many units are listed now
   */
  DevicePluginService(
      Function<ServerCall<Empty, Frame>, DeviceStream> streams, IntSupplier listed, Calls calls) {
    this.streams = streams;
    this.listed = listed;
    this.calls = calls;
  }

  ServerServiceDefinition definition() {
    ServiceDescriptor descriptor =
        ServiceDescriptor.newBuilder(DevicePluginGrpc.SERVICE_NAME)
            .addMethod(DevicePluginGrpc.getGetDevicePluginOptionsMethod())
            .addMethod(LIST_AND_WATCH)
            .addMethod(DevicePluginGrpc.getGetPreferredAllocationMethod())
            .addMethod(DevicePluginGrpc.getAllocateMethod())
            .addMethod(DevicePluginGrpc.getPreStartContainerMethod())
            .build();
    return ServerServiceDefinition.builder(descriptor)
        .addMethod(
            DevicePluginGrpc.getGetDevicePluginOptionsMethod(),
            ServerCalls.<Empty, DevicePluginOptions>asyncUnaryCall(
                (_, answer) -> answer(answer, DevicePluginOptions.getDefaultInstance())))
        .addMethod(
            LIST_AND_WATCH,
            (call, _) -> {
              calls.heard();
              DeviceStream stream = streams.apply(call);
              stream.open();
              return stream;
            })
        .addMethod(
            DevicePluginGrpc.getGetPreferredAllocationMethod(),
            ServerCalls.<PreferredAllocationRequest, PreferredAllocationResponse>asyncUnaryCall(
                (_, answer) -> answer(answer, PreferredAllocationResponse.getDefaultInstance())))
        .addMethod(
            DevicePluginGrpc.getAllocateMethod(),
            ServerCalls.<AllocateRequest, AllocateResponse>asyncUnaryCall(this::allocate))
        .addMethod(
            DevicePluginGrpc.getPreStartContainerMethod(),
            ServerCalls.<PreStartContainerRequest, PreStartContainerResponse>asyncUnaryCall(
                (_, answer) -> answer(answer, PreStartContainerResponse.getDefaultInstance())))
        .build();
  }

  /**
   * One response a container; a response without any is an admission error that leaks units
   * (kubelet-contract 4.3).
   */
  private void allocate(AllocateRequest request, StreamObserver<AllocateResponse> answer) {
    long began = System.nanoTime();
    calls.heard();
    Optional<String> unlisted =
        request.getContainerRequestsList().stream()
            .flatMap(container -> container.getDevicesIdsList().stream())
            .filter(id -> UnitId.index(id).orElse(Integer.MAX_VALUE) >= listed.getAsInt())
            .findFirst();
    if (unlisted.isPresent()) {
      answer.onError(
          Status.INVALID_ARGUMENT
              .withDescription(
                  "no unit '%s' is listed, only %d units are"
                      .formatted(unlisted.get(), listed.getAsInt()))
              .asRuntimeException());
    } else {
      AllocateResponse.Builder response = AllocateResponse.newBuilder();
      request
          .getContainerRequestsList()
          .forEach(
              _ -> response.addContainerResponses(ContainerAllocateResponse.getDefaultInstance()));
      answer(answer, response.build());
    }
    int units =
        request.getContainerRequestsList().stream()
            .mapToInt(ContainerAllocateRequest::getDevicesIdsCount)
            .sum();
    calls.allocated(units, System.nanoTime() - began, unlisted.isPresent());
  }

  private static <T> void answer(StreamObserver<T> observer, T answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  private static MethodDescriptor<Empty, Frame> listAndWatch() {
    MethodDescriptor<Empty, ListAndWatchResponse> generated =
        DevicePluginGrpc.getListAndWatchMethod();
    return generated.toBuilder(generated.getRequestMarshaller(), new Frame.Marshaller()).build();
  }
}
