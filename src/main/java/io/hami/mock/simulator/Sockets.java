package io.hami.mock.simulator;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * All sockets that one run of the kubelet has open. They are closed as the operating system closes
 * those of a killed process: without GOAWAY and without resetting streams.
 */
final class Sockets {
  /** The default limit of grpc-go, which the kubelet has never raised (docs/kubelet.md 3.1). */
  static final int MAX_MESSAGE = 4_194_304;

  /** The flow-control windows begin at 64 KiB and grow by probing (docs/kubelet.md 3.5). */
  private static final int INITIAL_WINDOW = 65_535;

  private final KubeletThreads threads;
  private final ChannelGroup connections;
  private final ChannelGroup listeners;

  Sockets(KubeletThreads threads) {
    this.threads = threads;
    this.connections = new DefaultChannelGroup(threads.io().next());
    this.listeners = new DefaultChannelGroup(threads.io().next());
  }

  /**
   * Serves {@code service} on a socket that must not exist yet. Netty deletes the file that it has
   * bound when it closes the socket, and a kubelet does not (docs/kubelet.md 2.6). So Netty binds
   * another name, and {@code socket} is a second link to that file, which Netty does not know.
   */
  Server serve(Path socket, BindableService service) throws IOException {
    Path bound = socket.resolveSibling("." + socket.getFileName());
    Server server = start(bound, service);
    try {
      Files.createLink(socket, bound);
      Files.delete(bound);
      return server;
    } catch (IOException e) {
      server.shutdownNow();
      throw e;
    }
  }

  private Server start(Path socket, BindableService service) throws IOException {
    return NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
        .channelFactory(this::listener)
        .bossEventLoopGroup(threads.io())
        .workerEventLoopGroup(threads.io())
        .executor(threads.work())
        .maxInboundMessageSize(MAX_MESSAGE)
        .addService(service)
        .build()
        .start();
  }

  /** A channel to a plugin's socket, not connected yet. */
  ManagedChannel channel(Path socket, Release release) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelFactory(this::connection, UnixDomainSocketAddress.class)
            .eventLoopGroup(threads.io())
            .executor(threads.work())
            .offloadExecutor(threads.work())
            .usePlaintext()
            .disableRetry()
            .maxInboundMessageSize(MAX_MESSAGE)
            .initialFlowControlWindow(INITIAL_WINDOW);
    // gRPC accepts no socket's path as an authority, but the kubelet sends one.
    InternalNettyChannelBuilder.disableCheckAuthority(builder);
    return builder.overrideAuthority(release.authority(socket)).build();
  }

  /** Cuts every connection; the listening socket stays. */
  void cutConnections() {
    connections.forEach(Sockets::cut);
  }

  /**
   * Cuts everything. The listening socket's file stays on disk, as that of a killed kubelet does.
   */
  void cutAll() {
    listeners.forEach(Sockets::cut);
    cutConnections();
  }

  private static void cut(Channel channel) {
    channel.eventLoop().execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
  }

  private NioDomainSocketChannel connection() {
    NioDomainSocketChannel channel = new NioDomainSocketChannel();
    connections.add(channel);
    return channel;
  }

  private NioServerDomainSocketChannel listener() {
    NioServerDomainSocketChannel listener = new NioServerDomainSocketChannel();
    listeners.add(listener);
    listener
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object accepted) {
                connections.add((Channel) accepted);
                context.fireChannelRead(accepted);
              }
            });
    return listener;
  }
}
