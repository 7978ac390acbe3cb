package io.hami.mock.simulator;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.hami.mock.v1beta1.AllocateRequest;
import io.hami.mock.v1beta1.AllocateResponse;
import io.hami.mock.v1beta1.ContainerAllocateResponse;
import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.DevicePluginGrpc;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.Empty;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import io.hami.mock.v1beta1.RegisterRequest;
import io.hami.mock.v1beta1.RegistrationGrpc;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A minimal device plugin of a vendor: one resource, a fixed list of healthy devices. It does not
 * notice a restart of the kubelet: the code that restarts the kubelet must call {@link #restart()}.
 */
public final class VendorPlugin implements AutoCloseable {
  /** Longer than the ten seconds for which the kubelet dials (docs/kubelet.md 1.4). */
  private static final int REGISTER_SECONDS = 15;

  private final Path directory;
  private final String endpoint;
  private final String resource;
  private final List<String> ids;
  private final EventLoopGroup io =
      new MultiThreadIoEventLoopGroup(
          1,
          Thread.ofPlatform().daemon().name("vendor-plugin-io").factory(),
          NioIoHandler.newFactory());
  private @Nullable Server server;

  /**
   * @param directory the kubelet's device plugin directory
   * @param endpoint name of this plugin's socket in it
   * @param resource the resource's full name
   * @param ids its devices
   */
  public VendorPlugin(Path directory, String endpoint, String resource, List<String> ids) {
    this.directory = directory;
    this.endpoint = endpoint;
    this.resource = resource;
    this.ids = List.copyOf(ids);
  }

  /**
   * Serves and registers.
   *
   * @throws IOException if the socket cannot be bound
   * @throws io.grpc.StatusRuntimeException if the kubelet refuses or does not answer
   */
  public void start() throws IOException {
    Path socket = directory.resolve(endpoint);
    Files.deleteIfExists(socket);
    server =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(io)
            .workerEventLoopGroup(io)
            .directExecutor()
            .addService(new Service())
            .build()
            .start();
    register();
  }

  /**
   * Serves and registers again, as after a restart of the kubelet, which has removed the socket.
   */
  public void restart() throws IOException {
    stop();
    start();
  }

  private void register() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                UnixDomainSocketAddress.of(directory.resolve("kubelet.sock")))
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .eventLoopGroup(io)
            .directExecutor()
            .overrideAuthority("localhost")
            .usePlaintext()
            .build();
    try {
      var _ =
          RegistrationGrpc.newBlockingStub(channel)
              .withDeadlineAfter(REGISTER_SECONDS, TimeUnit.SECONDS)
              .register(
                  RegisterRequest.newBuilder()
                      .setVersion("v1beta1")
                      .setEndpoint(endpoint)
                      .setResourceName(resource)
                      .setOptions(DevicePluginOptions.getDefaultInstance())
                      .build());
    } finally {
      channel.shutdownNow();
    }
  }

  private void stop() {
    if (server instanceof Server running) {
      running.shutdownNow();
      try {
        running.awaitTermination();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      server = null;
    }
  }

  /** Stops serving and removes the socket. */
  @Override
  public void close() throws IOException {
    stop();
    Files.deleteIfExists(directory.resolve(endpoint));
    io.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Service extends DevicePluginGrpc.DevicePluginImplBase {
    @Override
    public void getDevicePluginOptions(Empty request, StreamObserver<DevicePluginOptions> reply) {
      reply.onNext(DevicePluginOptions.getDefaultInstance());
      reply.onCompleted();
    }

    @Override
    public void listAndWatch(Empty request, StreamObserver<ListAndWatchResponse> reply) {
      ListAndWatchResponse.Builder list = ListAndWatchResponse.newBuilder();
      ids.forEach(id -> list.addDevices(Device.newBuilder().setID(id).setHealth("Healthy")));
      reply.onNext(list.build());
    }

    @Override
    public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> reply) {
      AllocateResponse.Builder response = AllocateResponse.newBuilder();
      request
          .getContainerRequestsList()
          .forEach(
              container ->
                  response.addContainerResponses(
                      ContainerAllocateResponse.newBuilder()
                          .putEnvs(
                              "NVIDIA_VISIBLE_DEVICES",
                              String.join(",", container.getDevicesIdsList()))));
      reply.onNext(response.build());
      reply.onCompleted();
    }
  }
}
