package io.hami.mock.kubelet;

import io.hami.mock.port.Loop;
import io.hami.mock.v1beta1.DevicePluginOptions;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One registration of a resource with one kubelet: a socket of its own, one Register call, and the
 * streams that come of it. It is never repeated; what has come undone is replaced by another one.
 * Everything here runs on the loop.
 */
final class Registration {
  private final SocketIdentity kubelet;
  private final DevicePluginOptions options;
  private final EndpointServer server;
  private final DeviceStreams streams;
  private Loop.Timer deadline = Loop.Timer.NONE;
  private boolean outdated;

  /**
   * @param kubelet whom it is for
   * @param options what that kubelet hears of them: it asks once and never again
   */
  Registration(
      SocketIdentity kubelet,
      DevicePluginOptions options,
      EndpointServer server,
      DeviceStreams streams) {
    this.kubelet = kubelet;
    this.options = options;
    this.server = server;
    this.streams = streams;
  }

  /** Whether it is as a registration with {@code with} that has {@code wanted} should be. */
  boolean isGood(SocketIdentity with, DevicePluginOptions wanted) {
    return !outdated && kubelet.equals(with) && options.equals(wanted) && server.reachable();
  }

  /** Makes it one to be replaced. */
  void outdate() {
    outdated = true;
  }

  SocketIdentity kubelet() {
    return kubelet;
  }

  DevicePluginOptions options() {
    return options;
  }

  EndpointServer server() {
    return server;
  }

  Path socket() {
    return server.socket();
  }

  DeviceStreams streams() {
    return streams;
  }

  boolean isStreaming() {
    return !streams.isEmpty();
  }

  /** Has {@code unasked} run unless the kubelet asks for the list within {@code patience}. */
  void expectList(Loop loop, Duration patience, Runnable unasked) {
    deadline.cancel();
    deadline = loop.schedule(patience, unasked);
  }

  /** The kubelet has asked for the list. */
  void listed() {
    deadline.cancel();
    server.asked();
  }

  /** Ends its streams and removes its socket. */
  void close() {
    deadline.cancel();
    streams.end();
    server.close();
  }
}
