package io.hami.mock.kubelet;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server that listens on its own socket file. */
final class EndpointServer implements AutoCloseable {
  private final Path socket;
  private final Server server;
  private final SocketIdentity identity;
  private FileTime since;

  private EndpointServer(Path socket, Server server, SocketIdentity identity) {
    this.socket = socket;
    this.server = server;
    this.identity = identity;
    this.since = identity.created();
  }

  /**
   * Serves {@code service} on {@code socket}; no file may exist there yet.
   *
   * @throws IOException when it cannot listen there
   */
  static EndpointServer start(Path socket, ServerServiceDefinition service, Transport transport)
      throws IOException {
    Path binding = KubeletDirectory.binding(socket);
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
      throw new IOException("its socket vanished while it was being served");
    }
    return new EndpointServer(socket, server, identity.get());
  }

  Path socket() {
    return socket;
  }

  /**
   * The time at which the kubelet last asked for the list on {@code socket}, or, before that, at
   * which the socket was made; empty if there is no socket.
   */
  static Optional<FileTime> servedSince(Path socket) {
    try {
      return SocketIdentity.of(socket).isPresent()
          ? Optional.of(Files.getLastModifiedTime(socket, LinkOption.NOFOLLOW_LINKS))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /**
   * Notes in the socket's file, for other instances, that the kubelet has asked for the list just
   * now.
   */
  void asked() {
    since = FileTime.from(Instant.now());
    if (reachable()) {
      try {
        Files.setLastModifiedTime(socket, since);
      } catch (IOException _) {
        // The time at which the socket was made is nearly the same.
      }
    }
  }

  /** What {@link #servedSince} says of this server. */
  FileTime since() {
    return since;
  }

  /** Whether the path still leads to this server. */
  boolean reachable() {
    return SocketIdentity.of(socket).filter(identity::equals).isPresent();
  }

  /** Stops listening and removes the socket file, unless another file has taken its place. */
  @Override
  public void close() {
    server.shutdown();
    if (reachable()) {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException _) {
        // A socket file on which no process listens does no harm; the next start removes it.
      }
    }
  }

  /** Waits for the connections to close, and cuts them after {@code millis}. */
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
