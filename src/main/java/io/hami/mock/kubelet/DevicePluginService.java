package io.hami.mock.kubelet;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.hami.mock.model.UnitId;
import io.hami.mock.v1beta1.AllocateRequest;
import io.hami.mock.v1beta1.AllocateResponse;
import io.hami.mock.v1beta1.ContainerPreferredAllocationRequest;
import io.hami.mock.v1beta1.ContainerPreferredAllocationResponse;
import io.hami.mock.v1beta1.DevicePluginGrpc;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.Empty;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import io.hami.mock.v1beta1.PreStartContainerRequest;
import io.hami.mock.v1beta1.PreStartContainerResponse;
import io.hami.mock.v1beta1.PreferredAllocationRequest;
import io.hami.mock.v1beta1.PreferredAllocationResponse;
import java.util.BitSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The DevicePlugin service of one resource. Nothing here blocks the transport's thread: the kubelet
 * sets no deadline on Allocate and admits no pod of the node meanwhile (docs/kubelet.md 0). A unit
 * gives a container no device and no mount: the card itself comes from the vendor's own plugin, or
 * there is no card.
 */
final class DevicePluginService {
  private static final MethodDescriptor<Empty, Frame> LIST_AND_WATCH = listAndWatch();

  private final Function<ServerCall<Empty, Frame>, DeviceStream> streams;
  private final Supplier<DevicePluginOptions> options;
  private final Supplier<Listing> listing;
  private final Allocations allocations;
  private final Calls calls;

  /** Is told of the kubelet's calls, on the thread that answers them. */
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
   * @param options the plugin's answer to GetDevicePluginOptions
   * @param listing the present list
   */
  DevicePluginService(
      Function<ServerCall<Empty, Frame>, DeviceStream> streams,
      Supplier<DevicePluginOptions> options,
      Supplier<Listing> listing,
      Allocations allocations,
      Calls calls) {
    this.streams = streams;
    this.options = options;
    this.listing = listing;
    this.allocations = allocations;
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
                (_, answer) -> answer(answer, options.get())))
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
                (request, answer) -> answer(answer, prefer(request))))
        .addMethod(
            DevicePluginGrpc.getAllocateMethod(),
            ServerCalls.<AllocateRequest, AllocateResponse>asyncUnaryCall(allocations::allocate))
        .addMethod(
            DevicePluginGrpc.getPreStartContainerMethod(),
            ServerCalls.<PreStartContainerRequest, PreStartContainerResponse>asyncUnaryCall(
                (_, answer) -> answer(answer, PreStartContainerResponse.getDefaultInstance())))
        .build();
  }

  /**
   * One response for each container, or none if all units are equal: then the kubelet picks at
   * random (docs/kubelet.md 4.2). IDs that are not listed, such as those of an older list, are
   * ignored.
   */
  private PreferredAllocationResponse prefer(PreferredAllocationRequest request) {
    calls.heard();
    Listing now = listing.get();
    PreferredAllocationResponse.Builder response = PreferredAllocationResponse.newBuilder();
    if (now.hasCards()) {
      request
          .getContainerRequestsList()
          .forEach(container -> response.addContainerResponses(prefer(now, container)));
    }
    return response.build();
  }

  private static ContainerPreferredAllocationResponse prefer(
      Listing listing, ContainerPreferredAllocationRequest container) {
    BitSet available = Allocations.units(container.getAvailableDeviceIDsList());
    available.clear(listing.listed(), UnitId.MAX_UNITS);
    BitSet included = Allocations.units(container.getMustIncludeDeviceIDsList());
    BitSet chosen = FewestCards.choose(listing, available, included, container.getAllocationSize());
    return ContainerPreferredAllocationResponse.newBuilder()
        .addAllDeviceIDs(chosen.stream().mapToObj(UnitId::of).toList())
        .build();
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
