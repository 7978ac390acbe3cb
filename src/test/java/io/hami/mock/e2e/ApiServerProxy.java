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
 * A proxy between a plugin and the API server that works on bytes. It can refuse connections, cut
 * open ones, or accept data and forward none.
 */
final class ApiServerProxy implements AutoCloseable {
  private final URI server;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
  private ServerSocket listener;
  private volatile boolean hanging;
  private volatile boolean failing;

  /** Refuses connections at first. */
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

  /** The environment's kubeconfig with this proxy as the server. */
  Path kubeconfig() throws IOException {
    return ProxiedKubeconfig.through("https://127.0.0.1:" + port);
  }

  int port() {
    return port;
  }

  /** Accepts connections from now on. */
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
                  // The socket is closed: the proxy refuses connections again.
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
      // When one side closes, so does the other.
    } finally {
      open.remove(from);
      open.remove(to);
      silent.remove(from);
    }
  }

  /** Forwards nothing more on the connections that are open now; later ones are not affected. */
  void silence() {
    silent.addAll(open);
  }

  /** Cuts the connections that are open now. */
  void cut() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Starts or stops cutting each new connection at once. */
  void fail(boolean now) throws IOException {
    failing = now;
    cut();
  }

  /**
   * Stops or resumes forwarding; connections that were open while it was stopped are cut when it
   * resumes.
   */
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
