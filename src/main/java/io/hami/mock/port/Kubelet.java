package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Port: the state of the kubelet, and whether our own sockets answer. May be used on any thread.
 */
public interface Kubelet {
  /** The present state. */
  Contact contact();

  /**
   * Calls each of our own sockets as a kubelet would. Blocks for at most {@code patience}.
   *
   * @return the resources whose sockets do not answer, and why
   */
  Map<ResourceName, String> silentSockets(Duration patience);

  /**
   * The state of the kubelet.
   *
   * @param present whether its socket exists
   * @param restarts how often it has come back since this plugin started
   * @param heard when it last called or answered; empty before the first time
   */
  record Contact(boolean present, long restarts, Optional<Instant> heard) {}
}
