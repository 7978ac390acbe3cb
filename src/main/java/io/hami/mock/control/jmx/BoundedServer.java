package io.hami.mock.control.jmx;

import java.io.IOException;
import java.rmi.MarshalledObject;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.InstanceNotFoundException;
import javax.management.ListenerNotFoundException;
import javax.management.ObjectName;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIConnectionImpl;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * The connector's server, with {@link SentTypes} for all that clients send and with bounds for what
 * they leave here: a client can log in and subscribe as often as it likes over one socket, and each
 * time takes memory.
 */
final class BoundedServer extends RMIJRMPServerImpl {
  /** Consoles use one, for hours; the oldest is closed when there is one more. */
  private static final int MOST_CLIENTS = 32;

  /** Consoles subscribe once to each bean that somebody looks at. */
  private static final int MOST_SUBSCRIPTIONS = 500;

  private final int port;
  private final @Nullable RMIClientSocketFactory clientSockets;
  private final RMIServerSocketFactory serverSockets;
  private final Map<String, ?> environment;

  /** Oldest first. */
  private final Set<RMIConnection> clients = new LinkedHashSet<>();

  BoundedServer(
      int port,
      @Nullable RMIClientSocketFactory clientSockets,
      RMIServerSocketFactory serverSockets,
      Map<String, ?> environment)
      throws IOException {
    super(port, clientSockets, serverSockets, environment);
    this.port = port;
    this.clientSockets = clientSockets;
    this.serverSockets = serverSockets;
    this.environment = environment;
  }

  @Override
  protected void export() throws IOException {
    UnicastRemoteObject.exportObject(this, port, clientSockets, serverSockets, SentTypes.AT_LOGIN);
  }

  @Override
  protected RMIConnection makeClient(String id, @Nullable Subject subject) throws IOException {
    RMIConnection client = new Client(id, subject);
    UnicastRemoteObject.exportObject(
        client, port, clientSockets, serverSockets, SentTypes.IN_CALLS);
    Optional<RMIConnection> oldest;
    synchronized (clients) {
      clients.add(client);
      oldest = clients.size() > MOST_CLIENTS ? clients.stream().findFirst() : Optional.empty();
    }
    if (oldest.isPresent()) {
      oldest.get().close();
    }
    return client;
  }

  @Override
  protected void closeClient(RMIConnection client) throws IOException {
    synchronized (clients) {
      clients.remove(client);
    }
    super.closeClient(client);
  }

  private final class Client extends RMIConnectionImpl {
    private int subscriptions;

    Client(String id, @Nullable Subject subject) {
      super(BoundedServer.this, id, getDefaultClassLoader(), subject, environment);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Integer[] addNotificationListeners(
        ObjectName[] names, MarshalledObject[] filters, Subject[] subjects)
        throws InstanceNotFoundException, IOException {
      take(names == null ? 0 : names.length);
      return super.addNotificationListeners(names, filters, subjects);
    }

    private synchronized void take(int count) {
      if (subscriptions + count > MOST_SUBSCRIPTIONS) {
        throw new IllegalStateException(
            "a connection may have %d subscriptions to notifications"
                .formatted(MOST_SUBSCRIPTIONS));
      }
      subscriptions += count;
    }

    @Override
    public void removeNotificationListeners(ObjectName name, Integer[] ids, Subject subject)
        throws InstanceNotFoundException, ListenerNotFoundException, IOException {
      super.removeNotificationListeners(name, ids, subject);
      take(-ids.length);
    }
  }
}
