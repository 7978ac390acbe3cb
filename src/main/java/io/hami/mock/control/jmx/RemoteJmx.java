package io.hami.mock.control.jmx;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.rmi.AlreadyBoundException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.security.Security;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.net.ServerSocketFactory;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.jspecify.annotations.Nullable;

/** The JMX connector: the registry and the connections use one port of one address. */
public final class RemoteJmx implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /** The largest number of connections; a console uses three. */
  private static final String MOST_CONNECTIONS = "32";

  /**
   * The time after which an unused connection is closed. Clients close one themselves after fifteen
   * seconds without use, and connect again when needed.
   */
  private static final String SILENCE_MILLIS = "20000";

  private final BoundSockets sockets;
  private final Registry registry;
  private final RMIConnectorServer connector;

  /**
   * Where to listen, and which clients may connect.
   *
   * @param host an address of this machine; clients must connect to exactly this address
   * @param port 0 to 65535; 0 is any that is free
   * @param passwordFile users and passwords, in the JDK's format
   * @param accessFile which users may write, in the JDK's format; without one every user may
   * @param tlsCertificate chain in PEM, and {@code tlsKey} its key in PEM (PKCS #8)
   */
  public record Settings(
      String host,
      int port,
      Optional<Path> passwordFile,
      Optional<Path> accessFile,
      Optional<Path> tlsCertificate,
      Optional<Path> tlsKey) {}

  private RemoteJmx(BoundSockets sockets, Registry registry, RMIConnectorServer connector) {
    this.sockets = sockets;
    this.registry = registry;
    this.connector = connector;
  }

  /** Why these settings are refused, as a message for their author; reads no file. */
  public static Optional<String> refusal(Settings settings) {
    if (settings.port() < 0 || settings.port() > 65_535) {
      return Optional.of("a JMX port is 0 to 65535, not " + settings.port());
    }
    if (settings.tlsCertificate().isPresent() != settings.tlsKey().isPresent()) {
      return Optional.of("JMX over TLS needs both a certificate and its key");
    }
    if (settings.accessFile().isPresent() && settings.passwordFile().isEmpty()) {
      return Optional.of("a JMX access file without a password file protects nothing: give both");
    }
    if (wildcard(settings.host())) {
      return Optional.of("JMX needs the address that clients connect to, not " + settings.host());
    }
    if (!loopback(settings.host())
        && (settings.passwordFile().isEmpty() || settings.tlsCertificate().isEmpty())) {
      return Optional.of(
          "JMX on %s, which other machines can reach, needs a password file and TLS; 127.0.0.1 and a port-forward need neither"
              .formatted(settings.host()));
    }
    return Optional.empty();
  }

  private static boolean loopback(String host) {
    return host.equals("localhost")
        || literal(host).filter(InetAddress::isLoopbackAddress).isPresent();
  }

  private static boolean wildcard(String host) {
    return host.isEmpty() || literal(host).filter(InetAddress::isAnyLocalAddress).isPresent();
  }

  /** Host names are not resolved, because the result may change. */
  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * Starts to listen.
   *
   * @throws IOException when the settings are refused, a file is wrong or the port is in use
   */
  public static RemoteJmx start(Settings settings) throws IOException {
    Optional<String> refusal = refusal(settings);
    if (refusal.isPresent()) {
      throw new IOException(refusal.get());
    }
    Map<String, Object> environment = environment(settings);
    boolean tls = settings.tlsCertificate().isPresent();
    BoundSockets sockets =
        new BoundSockets(
            tls ? tls(settings) : ServerSocketFactory.getDefault(),
            InetAddress.getByName(settings.host()));
    // Only these system properties set the address in RMI's stubs, the number of connections, each
    // on a thread of its own, and how long a connection may be unused between two calls. RMI reads
    // the latter two once in a JVM's life.
    System.setProperty("java.rmi.server.hostname", settings.host());
    // The registry takes bind and rebind from every process of this machine, and a stub of
    // another's
    // would be given the passwords of those who connect. A name to look up is no object.
    Security.setProperty("sun.rmi.registry.registryFilter", "!*");
    System.setProperty("sun.rmi.transport.tcp.maxConnectionThreads", MOST_CONNECTIONS);
    System.setProperty("sun.rmi.transport.tcp.readTimeout", SILENCE_MILLIS);
    return listen(settings, environment, sockets, tls ? new SslRMIClientSocketFactory() : null);
  }

  private static RemoteJmx listen(
      Settings settings,
      Map<String, Object> environment,
      BoundSockets sockets,
      @Nullable RMIClientSocketFactory client)
      throws IOException {
    Registry registry = LocateRegistry.createRegistry(settings.port(), client, sockets);
    try {
      BoundedServer server = new BoundedServer(settings.port(), client, sockets, environment);
      RMIConnectorServer connector =
          new RMIConnectorServer(
              new JMXServiceURL("rmi", settings.host(), sockets.port()),
              environment,
              server,
              ManagementFactory.getPlatformMBeanServer());
      connector.setMBeanServerForwarder(ConnectorGuard.forwarder());
      connector.start();
      registry.bind("jmxrmi", server.toStub());
      return new RemoteJmx(sockets, registry, connector);
    } catch (IOException | AlreadyBoundException | RuntimeException failure) {
      UnicastRemoteObject.unexportObject(registry, true);
      sockets.close();
      throw new IOException("JMX: " + failure.getMessage(), failure);
    }
  }

  private static Map<String, Object> environment(Settings settings) throws IOException {
    Map<String, Object> environment = new HashMap<>();
    if (settings.passwordFile().isPresent()) {
      Path file = readable(settings.passwordFile().get(), "password file");
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw new IOException(
            "the JMX password file " + file + " must be accessible to its owner only: chmod 600");
      }
      environment.put("jmx.remote.x.password.file", file.toString());
      environment.put("jmx.remote.x.password.toHashes", "false");
    }
    if (settings.accessFile().isPresent()) {
      Path file = readable(settings.accessFile().get(), "access file");
      environment.put("jmx.remote.x.access.file", file.toString());
    }
    return environment;
  }

  private static Path readable(Path file, String what) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException(
          "the JMX %s %s cannot be read; give a file that exists and that this user can read"
              .formatted(what, file));
    }
    return file;
  }

  private static ServerSocketFactory tls(Settings settings) throws IOException {
    Path certificate = readable(settings.tlsCertificate().orElseThrow(), "TLS certificate");
    Path key = readable(settings.tlsKey().orElseThrow(), "TLS key");
    try {
      JdkSslContext context =
          (JdkSslContext)
              SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                  .sslProvider(SslProvider.JDK)
                  .build();
      return context.context().getServerSocketFactory();
    } catch (IOException | IllegalArgumentException failure) {
      // The cause is left out, because it may quote the file.
      throw new IOException(
          "JMX over TLS: %s must hold a certificate and %s its PKCS #8 key, both in PEM"
              .formatted(certificate, key));
    }
  }

  /** The port that was bound. */
  public int port() {
    return sockets.port();
  }

  /** Ends all connections and frees the port. */
  @Override
  public void close() throws IOException {
    try {
      connector.stop();
    } finally {
      UnicastRemoteObject.unexportObject(registry, true);
      sockets.close();
    }
  }
}
