package io.hami.mock.kubelet;

import io.hami.mock.port.Loop;
import io.hami.mock.v1beta1.DevicePluginOptions;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One registration of a resource with one kubelet: a socket of its own, one Register call, and the
 * streams that follow. It is never repeated: if it fails or ends, a new one replaces it. Everything
 * here runs on the loop.
 */
final class Registration {
  private final SocketIdentity kubelet;
  private final DevicePluginOptions options;
  private final EndpointServer server;
  private final DeviceStreams streams;
  private Loop.Timer deadline = Loop.Timer.NONE;
  private boolean outdated;

  /**
   * @param kubelet the kubelet to register with
   * @param options the options that this kubelet is told; it asks for them only once
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

  /** Whether it is valid for the kubelet {@code with} and has the options {@code wanted}. */
  boolean isGood(SocketIdentity with, DevicePluginOptions wanted) {
    return !outdated && kubelet.equals(with) && options.equals(wanted) && server.reachable();
  }

  /** Marks it as to be replaced. */
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

  /** Runs {@code unasked} unless the kubelet asks for the list within {@code patience}. */
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
