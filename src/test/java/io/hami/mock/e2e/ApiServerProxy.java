package io.hami.mock.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a plugin and the API server, byte for byte, and can be told to be away, to cut
 * what is open, or to take everything and pass nothing on.
 */
final class ApiServerProxy implements AutoCloseable {
  private final URI server;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
  private ServerSocket listener;
  private volatile boolean hanging;
  private volatile boolean failing;

  /** Is away at first. */
  ApiServerProxy() {
    server = ProxiedKubeconfig.server();
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      port = listener.getLocalPort();
      listener.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A kubeconfig as the environment's, through this. */
  Path kubeconfig() throws IOException {
    return ProxiedKubeconfig.through("https://127.0.0.1:" + port);
  }

  int port() {
    return port;
  }

  /** Takes connections from now on. */
  void listen() throws IOException {
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    ServerSocket current = listener;
    Thread.ofVirtual()
        .start(
            () -> {
              while (!current.isClosed()) {
                try {
                  connect(current.accept());
                } catch (IOException _) {
                  // Closed: it is away again.
                }
              }
            });
  }

  private void connect(Socket client) throws IOException {
    if (failing) {
      client.close();
      return;
    }
    Socket to = new Socket(server.getHost(), server.getPort());
    open.add(client);
    open.add(to);
    Thread.ofVirtual().start(() -> pass(client, to));
    Thread.ofVirtual().start(() -> pass(to, client));
  }

  private void pass(Socket from, Socket to) {
    byte[] bytes = new byte[16_384];
    try (from;
        to) {
      for (int count = from.getInputStream().read(bytes);
          count >= 0;
          count = from.getInputStream().read(bytes)) {
        if (!hanging && !silent.contains(from)) {
          to.getOutputStream().write(bytes, 0, count);
        }
      }
    } catch (IOException _) {
      // One side has gone, and so does the other.
    } finally {
      open.remove(from);
      open.remove(to);
      silent.remove(from);
    }
  }

  /** Passes nothing on any more of what is open now; what comes later is not touched. */
  void silence() {
    silent.addAll(open);
  }

  /** Cuts what is open now. */
  void cut() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Cuts each connection as soon as it is there, from now on or no more. */
  void fail(boolean now) throws IOException {
    failing = now;
    cut();
  }

  /** Passes nothing on from now on, or again; what was open when it hung is cut in the end. */
  void hang(boolean now) throws IOException {
    hanging = now;
    if (!now) {
      cut();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
