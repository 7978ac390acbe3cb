package io.hami.mock.conformance;

import io.grpc.ManagedChannel;
import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.hami.mock.v1beta1.DevicePluginGrpc;
import io.hami.mock.v1beta1.DevicePluginGrpc.DevicePluginBlockingStub;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Calls a plugin on its socket in ways in which the embedded kubelet would not. */
final class PluginClient implements AutoCloseable {
  private final EventLoopGroup io =
      new MultiThreadIoEventLoopGroup(
          1,
          Thread.ofPlatform().daemon().name("plugin-client-io").factory(),
          NioIoHandler.newFactory());
  private final List<Channel> connections = new CopyOnWriteArrayList<>();
  private final ManagedChannel channel;

  PluginClient(Path socket) {
    this(socket, "localhost");
  }

  PluginClient(Path socket, String authority) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelFactory(this::connection, UnixDomainSocketAddress.class)
            .eventLoopGroup(io)
            .usePlaintext()
            .disableRetry();
    InternalNettyChannelBuilder.disableCheckAuthority(builder);
    channel = builder.overrideAuthority(authority).build();
  }

  private NioDomainSocketChannel connection() {
    NioDomainSocketChannel connection = new NioDomainSocketChannel();
    connections.add(connection);
    return connection;
  }

  /** A stub for one call, or one stream. */
  DevicePluginBlockingStub plugin() {
    return DevicePluginGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  ManagedChannel channel() {
    return channel;
  }

  /** Sends {@code times} pings at once on the newest connection, and waits until they are sent. */
  void ping(int times) {
    Channel connection = connections.getLast();
    connection
        .eventLoop()
        .submit(
            () -> {
              Http2ConnectionHandler http = connection.pipeline().get(Http2ConnectionHandler.class);
              ChannelHandlerContext context = connection.pipeline().context(http);
              for (int i = 0; i < times; i++) {
                var _ = http.encoder().writePing(context, false, i, context.newPromise());
              }
              context.flush();
            })
        .syncUninterruptibly();
  }

  /** How many connections were made. */
  int connections() {
    return connections.size();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    io.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
