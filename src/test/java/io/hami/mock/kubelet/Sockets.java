package io.hami.mock.kubelet;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/** UNIX sockets of other processes. */
public final class Sockets {
  private Sockets() {}

  /** A server that listens on {@code path}. */
  public static ServerSocketChannel listen(Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    return server;
  }

  /** Leaves a socket at {@code path} as a killed process does. */
  public static void abandon(Path path) throws IOException {
    listen(path).close();
  }
}
