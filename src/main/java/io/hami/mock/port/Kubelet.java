package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Port: what is known of the kubelet, and whether our own sockets answer. From any thread. */
public interface Kubelet {
  /** How it is now. */
  Contact contact();

  /**
   * Calls each of our own sockets as a kubelet would. Blocks for at most {@code patience}.
   *
   * @return those that do not answer, and why
   */
  Map<ResourceName, String> silentSockets(Duration patience);

  /**
   * What is known of the kubelet.
   *
   * @param present whether its socket is there
   * @param restarts how often it has come back since this plugin started
   * @param heard when it last called, or answered; empty before the first time
   */
  record Contact(boolean present, long restarts, Optional<Instant> heard) {}
}
