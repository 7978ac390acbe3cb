package io.hami.mock.control.web;

import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps at most sixty-four connections open, by closing the oldest when there is one more. Probes,
 * a scraper, a browser and a few port-forwards need about a dozen. Without a limit, any client that
 * reaches the port could use up the file descriptors that the kubelet's streams and the API
 * server's watches need. If new connections were refused instead, a client that keeps its own open
 * could make the kubelet's probes fail.
 */
final class ConnectionLimit implements NettyServerCustomizer {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLimit.class);
  private static final int MOST = 64;

  /** Oldest first. */
  private final Queue<Channel> open = new ConcurrentLinkedQueue<>();

  @Override
  public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
    if (role == ChannelRole.CONNECTION) {
      open.add(channel);
      var _ = channel.closeFuture().addListener(_ -> open.remove(channel));
      if (open.size() > MOST && open.poll() instanceof Channel oldest) {
        log.debug("{} connections are open, which is the limit; the oldest is closed", MOST);
        var _ = oldest.close();
      }
    }
    return this;
  }
}
