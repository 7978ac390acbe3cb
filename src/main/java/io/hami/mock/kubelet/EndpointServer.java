package io.hami.mock.kubelet;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server that listens on its own socket file. */
final class EndpointServer implements AutoCloseable {
  private final Path socket;
  private final Server server;
  private final SocketIdentity identity;

  private EndpointServer(Path socket, Server server, SocketIdentity identity) {
    this.socket = socket;
    this.server = server;
    this.identity = identity;
  }

  /**
   * Serves {@code service} on {@code socket}. A socket left there by an earlier run is replaced;
   * anything else is not.
   *
   * @throws IOException when it cannot listen there, with what is in the way
   */
  static EndpointServer start(Path socket, ServerServiceDefinition service, Transport transport)
      throws IOException {
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && SocketIdentity.of(socket).isEmpty()) {
      throw new IOException(socket + " is not a socket and not ours to remove; move it away");
    }
    // Bound under another name and renamed: what an earlier run left is replaced in one step, and
    // Netty, which unlinks the name it has bound when it closes, cannot unlink the socket of an
    // instance that has taken this one's place.
    Path binding = socket.resolveSibling("." + Long.toHexString(System.nanoTime()));
    Server server = transport.server(binding).addService(service).build().start();
    try {
      Files.move(binding, socket, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      server.shutdownNow();
      throw failure;
    }
    Optional<SocketIdentity> identity = SocketIdentity.of(socket);
    if (identity.isEmpty()) {
      server.shutdownNow();
      throw new IOException(socket + " vanished while it was being served");
    }
    return new EndpointServer(socket, server, identity.get());
  }

  /** Whether the path still leads to this server. */
  boolean reachable() {
    return SocketIdentity.of(socket).filter(identity::equals).isPresent();
  }

  /** Whether the path leads to somebody else who answers. */
  boolean displaced() {
    if (reachable() || SocketIdentity.of(socket).isEmpty()) {
      return false;
    }
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Stops listening and removes the socket file, unless somebody else's has taken its place. */
  @Override
  public void close() {
    server.shutdown();
    if (reachable()) {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException _) {
        // A socket file nobody listens on harms no one; the next start replaces it.
      }
    }
  }

  /** Waits for the connections to close, cutting them after {@code millis}. */
  void awaitClosed(long millis) {
    try {
      if (!server.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException _) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
