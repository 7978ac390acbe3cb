package io.hami.mock.kubelet;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * gRPC over UNIX sockets. One event loop carries every server and every channel, as the traffic is
 * small.
 */
@Singleton
final class Transport implements AutoCloseable {
  /**
   * An Allocate for the largest list is about 1.3 MB; must_include can double it (docs/kubelet.md
   * 3.1).
   */
  private static final int MAX_INBOUND_BYTES = 16 * 1024 * 1024;

  private final EventLoopGroup io =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("kubelet-io", true), NioIoHandler.newFactory());

  /**
   * A server on {@code socket}. It has no maximum age or idle time, because these would cut
   * ListAndWatch. It accepts pings as often as they come, because a Go client measures its
   * bandwidth with them. It accepts any {@code :authority}, because kubelets send {@code
   * localhost}, the socket's path, or that path percent-encoded (docs/kubelet.md 3.5).
   */
  NettyServerBuilder server(Path socket) {
    return NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
        .channelType(NioServerDomainSocketChannel.class)
        .bossEventLoopGroup(io)
        .workerEventLoopGroup(io)
        .directExecutor()
        .maxInboundMessageSize(MAX_INBOUND_BYTES)
        .permitKeepAliveTime(0, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }

  /**
   * A channel to {@code socket}, connected until one side closes it. It sends {@code localhost} as
   * its authority, because strict servers refuse the socket's path.
   */
  ManagedChannel channel(Path socket) {
    return NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
        .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
        .eventLoopGroup(io)
        .directExecutor()
        .overrideAuthority("localhost")
        .usePlaintext()
        .idleTimeout(Long.MAX_VALUE, TimeUnit.DAYS)
        .disableRetry()
        .build();
  }

  @Override
  @PreDestroy
  public void close() {
    io.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
