package io.hami.mock.control.web;

import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections beyond the sixty-fourth as soon as they are there. Probes, a scraper, a
 * browser and a handful of port-forwards need a dozen; without a bound, whoever reaches the port
 * could take the descriptors that the kubelet's streams and the API server's watches need.
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
        log.debug("{} connections are open, one more is closed", MOST);
        var _ = channel.close();
      }
    }
    return this;
  }
}
