package io.hami.mock.control.jmx;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.server.RMIServerSocketFactory;
import java.util.Optional;
import javax.net.ServerSocketFactory;

/** Makes the connector's only server socket, bound to one address, and closes it. */
final class BoundSockets implements RMIServerSocketFactory, AutoCloseable {
  private final ServerSocketFactory factory;
  private final InetAddress address;
  private volatile Optional<ServerSocket> socket = Optional.empty();

  BoundSockets(ServerSocketFactory factory, InetAddress address) {
    this.factory = factory;
    this.address = address;
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    ServerSocket made = factory.createServerSocket(port, 50, address);
    socket = Optional.of(made);
    return made;
  }

  /** The port that was bound; 0 before that. */
  int port() {
    return socket.map(ServerSocket::getLocalPort).orElse(0);
  }

  /** RMI does not close a socket whose port was chosen by the system. */
  @Override
  public void close() throws IOException {
    if (socket.isPresent()) {
      socket.get().close();
    }
  }
}
