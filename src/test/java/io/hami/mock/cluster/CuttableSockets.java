package io.hami.mock.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;

/** Server sockets whose connections can be cut below TLS and HTTP. */
final class CuttableSockets extends ServerSocketFactory {
  private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();

  private final class Accepting extends ServerSocket {
    private Accepting() throws IOException {}

    @Override
    public Socket accept() throws IOException {
      Socket socket = super.accept();
      accepted.add(socket);
      return socket;
    }
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return new Accepting();
  }

  @Override
  public ServerSocket createServerSocket(int port) {
    throw new UnsupportedOperationException("sockets are bound later");
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) {
    throw new UnsupportedOperationException("sockets are bound later");
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
    throw new UnsupportedOperationException("sockets are bound later");
  }

  /** Cuts every open connection. */
  void cut() throws IOException {
    for (Socket socket : accepted) {
      socket.close();
    }
    accepted.removeIf(Socket::isClosed);
  }
}
