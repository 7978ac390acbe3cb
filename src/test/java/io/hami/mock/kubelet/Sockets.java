package io.hami.mock.kubelet;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/** UNIX sockets that are not the plugin's. */
public final class Sockets {
  private Sockets() {}

  /** Somebody who listens on {@code path}. */
  public static ServerSocketChannel listen(Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    return server;
  }

  /** What somebody who was killed leaves at {@code path}. */
  public static void abandon(Path path) throws IOException {
    listen(path).close();
  }
}
