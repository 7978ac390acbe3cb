package io.hami.mock.control.web;

import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections beyond the sixty-fourth at once. Probes, a scraper, a browser and a few
 * port-forwards need about a dozen. Without a limit, any client that reaches the port could use up
 * the file descriptors that the kubelet's streams and the API server's watches need.
 */
final class ConnectionLimit implements NettyServerCustomizer {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLimit.class);
  private static final int MOST = 64;

  private final AtomicInteger open = new AtomicInteger();

  @Override
  public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
    if (role == ChannelRole.CONNECTION) {
      var _ = channel.closeFuture().addListener(_ -> open.decrementAndGet());
      if (open.incrementAndGet() > MOST) {
        log.debug("{} connections are open, which is the limit; a further one is closed", MOST);
        var _ = channel.close();
      }
    }
    return this;
  }
}
