package io.hami.mock.simulator;

import static org.awaitility.Awaitility.await;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.hami.mock.v1beta1.AllocateRequest;
import io.hami.mock.v1beta1.AllocateResponse;
import io.hami.mock.v1beta1.ContainerAllocateResponse;
import io.hami.mock.v1beta1.ContainerPreferredAllocationResponse;
import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.DevicePluginGrpc;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.Empty;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import io.hami.mock.v1beta1.PreferredAllocationRequest;
import io.hami.mock.v1beta1.PreferredAllocationResponse;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A device plugin that a test controls. A list is sent as bytes, so that a frame has exactly the
 * wanted length.
 */
final class TestPlugin implements AutoCloseable {
  /**
   * Ended streams and refused frames are what the tests produce; gRPC would log a page for each.
   */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  static {
    GRPC.setLevel(Level.OFF);
  }

  /** A call: its method and its {@code :authority}. */
  record Call(String method, @Nullable String authority) {}

  private static final MethodDescriptor<Empty, byte[]> LIST_AND_WATCH =
      DevicePluginGrpc.getListAndWatchMethod().toBuilder(
              DevicePluginGrpc.getListAndWatchMethod().getRequestMarshaller(), new Bytes())
          .build();

  private final Path socket;
  private final EventLoopGroup io =
      new MultiThreadIoEventLoopGroup(
          1,
          Thread.ofPlatform().daemon().name("test-plugin-io").factory(),
          NioIoHandler.newFactory());
  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final List<ServerCallStreamObserver<byte[]>> streams = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile DevicePluginOptions options = DevicePluginOptions.getDefaultInstance();
  private volatile Status optionsStatus = Status.OK;
  private volatile Function<AllocateRequest, AllocateResponse> allocate = TestPlugin::oneEach;
  private volatile Function<List<String>, List<String>> preference = available -> List.of();
  private @Nullable Server server;

  TestPlugin(Path socket) {
    this.socket = socket;
  }

  TestPlugin serve() throws IOException {
    Files.deleteIfExists(socket);
    server =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(io)
            .workerEventLoopGroup(io)
            .executor(work)
            .addService(ServerInterceptors.intercept(definition(), new Recorder()))
            .addTransportFilter(new ConnectionCount())
            .build()
            .start();
    return this;
  }

  /** Serves again, as a plugin does after it has noticed a restart of the kubelet. */
  TestPlugin again() throws IOException {
    stop();
    return serve();
  }

  TestPlugin withOptions(DevicePluginOptions answer) {
    options = answer;
    return this;
  }

  TestPlugin failOptions(Status status) {
    optionsStatus = status;
    return this;
  }

  TestPlugin onAllocate(Function<AllocateRequest, AllocateResponse> answer) {
    allocate = answer;
    return this;
  }

  TestPlugin prefer(Function<List<String>, List<String>> answer) {
    preference = answer;
    return this;
  }

  List<Call> calls() {
    return calls;
  }

  List<String> methods() {
    return calls.stream().map(Call::method).toList();
  }

  /** All streams that were opened, including ended ones. */
  List<ServerCallStreamObserver<byte[]>> streams() {
    return streams;
  }

  /** How many connections are open. */
  int connections() {
    return connections.get();
  }

  /** Sends a list on the stream that was opened as number {@code index}, from 0. */
  void send(int index, byte[] frame) {
    streams.get(index).onNext(frame);
  }

  void sendHealthy(int index, String... ids) {
    ListAndWatchResponse.Builder list = ListAndWatchResponse.newBuilder();
    for (String id : ids) {
      list.addDevices(Device.newBuilder().setID(id).setHealth("Healthy"));
    }
    send(index, list.build().toByteArray());
  }

  void end(int index) {
    streams.get(index).onCompleted();
  }

  /** Stops serving: streams break. */
  void stop() {
    if (server instanceof Server running) {
      await().until(() -> running.shutdownNow().isTerminated());
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
    work.shutdownNow();
    io.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  static AllocateResponse oneEach(AllocateRequest request) {
    AllocateResponse.Builder response = AllocateResponse.newBuilder();
    request
        .getContainerRequestsList()
        .forEach(_ -> response.addContainerResponses(ContainerAllocateResponse.newBuilder()));
    return response.build();
  }

  private ServerServiceDefinition definition() {
    ServerServiceDefinition.Builder definition =
        ServerServiceDefinition.builder(DevicePluginGrpc.SERVICE_NAME);
    new Service()
        .bindService().getMethods().stream()
            .filter(
                method ->
                    !method
                        .getMethodDescriptor()
                        .getFullMethodName()
                        .equals(LIST_AND_WATCH.getFullMethodName()))
            .forEach(definition::addMethod);
    definition.addMethod(
        LIST_AND_WATCH,
        ServerCalls.asyncServerStreamingCall(
            (_, responses) -> {
              ServerCallStreamObserver<byte[]> stream =
                  (ServerCallStreamObserver<byte[]>) responses;
              stream.setOnCancelHandler(() -> {});
              streams.add(stream);
            }));
    return definition.build();
  }

  private final class Service extends DevicePluginGrpc.DevicePluginImplBase {
    @Override
    public void getDevicePluginOptions(Empty request, StreamObserver<DevicePluginOptions> reply) {
      if (optionsStatus.isOk()) {
        reply.onNext(options);
        reply.onCompleted();
      } else {
        reply.onError(optionsStatus.asRuntimeException());
      }
    }

    @Override
    public void getPreferredAllocation(
        PreferredAllocationRequest request, StreamObserver<PreferredAllocationResponse> reply) {
      reply.onNext(
          PreferredAllocationResponse.newBuilder()
              .addContainerResponses(
                  ContainerPreferredAllocationResponse.newBuilder()
                      .addAllDeviceIDs(
                          preference.apply(
                              request.getContainerRequests(0).getAvailableDeviceIDsList())))
              .build());
      reply.onCompleted();
    }

    @Override
    public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> reply) {
      try {
        reply.onNext(allocate.apply(request));
        reply.onCompleted();
      } catch (RuntimeException e) {
        reply.onError(Status.fromThrowable(e).asRuntimeException());
      }
    }
  }

  private final class Recorder implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String method = call.getMethodDescriptor().getBareMethodName();
      calls.add(new Call(method == null ? "" : method, call.getAuthority()));
      return next.startCall(call, headers);
    }
  }

  private final class ConnectionCount extends ServerTransportFilter {
    @Override
    public Attributes transportReady(Attributes attributes) {
      connections.incrementAndGet();
      return attributes;
    }

    @Override
    public void transportTerminated(Attributes attributes) {
      connections.decrementAndGet();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] frame) {
      return new ByteArrayInputStream(frame);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException();
    }
  }
}
