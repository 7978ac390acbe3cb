package io.hami.mock.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Does what JConsole does: a client without the plugin's classes. */
final class JmxClient implements AutoCloseable {
  static final String ADDRESS = "service:jmx:rmi:///jndi/rmi://127.0.0.1:%d/jmxrmi";

  private final JMXConnector connector;
  private final MBeanServerConnection connection;
  private final ObjectName plugin;

  /**
   * Connects to this machine's own address. The plugin opens its port after it has advertised its
   * counts.
   */
  JmxClient(int port) throws IOException, JMException {
    connector =
        await("JMX on " + port)
            .atMost(Duration.ofSeconds(10))
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> connect(port), Objects::nonNull);
    connection = connector.getMBeanServerConnection();
    plugin = new ObjectName("io.hami.mock:type=DevicePlugin");
  }

  @SuppressWarnings("BanJNDI")
  private static JMXConnector connect(int port) throws IOException {
    return JMXConnectorFactory.connect(new JMXServiceURL(ADDRESS.formatted(port)));
  }

  void listen(Consumer<Notification> listener) throws IOException, JMException {
    connection.addNotificationListener(
        plugin, (notification, _) -> listener.accept(notification), null, null);
  }

  Object plugin(String attribute) throws IOException, JMException {
    return connection.getAttribute(plugin, attribute);
  }

  Object resource(String vendor, String name, String attribute) throws IOException, JMException {
    return connection.getAttribute(
        new ObjectName("io.hami.mock:type=Resource,vendor=" + vendor + ",name=" + name), attribute);
  }

  void invoke(String operation, Object... arguments) throws IOException, JMException {
    String[] signature =
        Arrays.stream(arguments)
            .map(argument -> argument instanceof Integer ? "int" : argument.getClass().getName())
            .toArray(String[]::new);
    connection.invoke(plugin, operation, arguments, signature);
  }

  /** Bytes of the heap that are in use after a collection. */
  long collectedHeap() throws IOException, JMException {
    ObjectName memory = new ObjectName("java.lang:type=Memory");
    connection.invoke(memory, "gc", null, null);
    return (Long) ((CompositeData) connection.getAttribute(memory, "HeapMemoryUsage")).get("used");
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
