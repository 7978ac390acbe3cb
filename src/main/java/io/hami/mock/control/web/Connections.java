package io.hami.mock.control.web;

import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what clients of the HTTP server can take: connections, 10 s from a request's first byte to
 * its answer's last, and requests that wait on a connection. Probes, a scraper, a browser and a few
 * port-forwards need about a dozen connections.
 *
 * <p>Above 64, each new connection closes an older one. If new ones were refused instead, a client
 * that keeps its own open could make the kubelet's probes fail. The one that is closed is the
 * oldest of the address that has the most, so that nobody pushes out the clients of other
 * addresses, and it has had a second to send its request and none is being answered, so that
 * whoever connects again and again does not push out a probe either. Above 512 it is closed in any
 * case.
 */
final class Connections implements NettyServerCustomizer {
  private static final Logger log = LoggerFactory.getLogger(Connections.class);
  private static final int ENOUGH = 64;
  private static final int MOST = 512;
  private static final long A_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int DEADLINE_SECONDS = 10;

  /**
   * A client may have the whole of an answer before the server has noted that, and send its next
   * request; more than a few it sends only if it does not wait.
   */
  private static final int MOST_WAITING = 4;

  /** Oldest first. */
  private final Set<Connection> open = new LinkedHashSet<>();

  @Override
  public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
    if (role != ChannelRole.CONNECTION) {
      return this;
    }
    Connection connection = new Connection(channel);
    opened(connection);
    var _ = channel.closeFuture().addListener(_ -> closed(connection));
    return connection;
  }

  private void opened(Connection connection) {
    Optional<Connection> victim;
    synchronized (open) {
      open.add(connection);
      victim = open.size() > ENOUGH ? victim() : Optional.empty();
      victim.ifPresent(open::remove);
    }
    victim.ifPresent(
        gone -> {
          log.debug("more than {} connections are open; an older one is closed", ENOUGH);
          var _ = gone.channel.close();
        });
  }

  private void closed(Connection connection) {
    synchronized (open) {
      open.remove(connection);
    }
  }

  private Optional<Connection> victim() {
    List<Connection> most =
        open.stream()
            .collect(Collectors.groupingBy(connection -> connection.address))
            .values()
            .stream()
            .max(Comparator.comparingInt(Collection::size))
            .orElseThrow();
    Optional<Connection> oldest =
        most.stream().filter(connection -> !connection.answering).findFirst();
    return open.size() > MOST
        ? oldest.or(() -> Optional.of(most.getFirst()))
        : oldest.filter(connection -> System.nanoTime() - connection.since > A_SECOND);
  }

  /** One connection, and the request that it is at. Runs on the server's thread. */
  private static final class Connection implements NettyServerCustomizer {
    private final Channel channel;
    private final Optional<InetAddress> address;
    private final long since = System.nanoTime();
    private @Nullable Future<?> deadline;

    /** Requests that are here as a whole and whose answers are not out. */
    private int waiting;

    /** Whether any does. */
    private volatile boolean answering;

    private boolean cut;

    Connection(Channel channel) {
      this.channel = channel;
      this.address =
          channel.remoteAddress() instanceof InetSocketAddress from
              ? Optional.ofNullable(from.getAddress())
              : Optional.empty();
    }

    @Override
    public void onStreamPipelineBuilt() {
      channel
          .pipeline()
          .addFirst(new Bytes())
          .addAfter(ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, null, new Messages());
    }

    private void begun() {
      if (deadline == null) {
        deadline =
            channel
                .eventLoop()
                .schedule(
                    () -> {
                      log.debug("a request that took {} s is cut", DEADLINE_SECONDS);
                      var _ = channel.close();
                    },
                    DEADLINE_SECONDS,
                    TimeUnit.SECONDS);
      }
    }

    private void waiting(int requests) {
      waiting = requests;
      answering = requests > 0;
    }

    private void ended(int left) {
      waiting(left);
      if (deadline != null) {
        deadline.cancel(false);
        deadline = null;
      }
      if (left > 0) {
        begun();
      }
    }

    /** Sees when a request begins. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
      @Override
      public void channelRead(ChannelHandlerContext context, Object bytes) {
        begun();
        context.fireChannelRead(bytes);
      }

      @Override
      public void channelInactive(ChannelHandlerContext context) {
        ended(0);
        context.fireChannelInactive();
      }
    }

    /** Sees when a request is complete and when its answer is out. */
    private final class Messages extends ChannelDuplexHandler {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        // A client that does not wait for its answers has few bytes answered with megabytes, and
        // the server's one thread has no time for probes.
        if (waiting >= MOST_WAITING && message instanceof HttpRequest) {
          log.debug("more than {} requests wait for their answers; they are cut", MOST_WAITING);
          cut = true;
          var _ = channel.close();
        }
        if (cut) {
          ReferenceCountUtil.release(message);
          return;
        }
        if (message instanceof LastHttpContent) {
          waiting(waiting + 1);
        }
        context.fireChannelRead(message);
      }

      @Override
      public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        var _ =
            context.write(
                message,
                message instanceof LastHttpContent
                    ? promise.unvoid().addListener(_ -> ended(Math.max(0, waiting - 1)))
                    : promise);
      }
    }
  }
}
