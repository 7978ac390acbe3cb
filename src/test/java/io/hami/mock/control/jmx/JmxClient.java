package io.hami.mock.control.jmx;

import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeChangeNotificationFilter;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.Query;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/** A client with no class of the plugin on its class path. */
public final class JmxClient {
  private JmxClient() {}

  /**
   * Arguments: the port; {@code tls} or {@code plain}; then user and password, if any. The address
   * is this machine's own.
   */
  @SuppressWarnings("BanJNDI")
  public static void main(String[] args) throws Exception {
    Map<String, Object> environment = new HashMap<>();
    if (args[1].equals("tls")) {
      environment.put("com.sun.jndi.rmi.factory.socket", new SslRMIClientSocketFactory());
    }
    if (args.length > 2) {
      environment.put(JMXConnector.CREDENTIALS, new String[] {args[2], args[3]});
    }
    JMXServiceURL url =
        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + args[0] + "/jmxrmi");
    try (JMXConnector connector = JMXConnectorFactory.connect(url, environment)) {
      var server = connector.getMBeanServerConnection();
      ObjectName plugin = new ObjectName("io.hami.mock:type=DevicePlugin");
      ObjectName resource =
          new ObjectName("io.hami.mock:type=Resource,vendor=Example,name=example.com/gpumem");
      System.out.println("node " + server.getAttribute(plugin, "Node"));
      System.out.println("rows " + ((TabularData) server.getAttribute(plugin, "Resources")).size());
      tell("factor 0", () -> server.setAttribute(resource, new Attribute("SplitFactor", 0)));
      ObjectName threads = new ObjectName("java.lang:type=Threading");
      tell("beans", () -> server.queryNames(null, Query.isInstanceOf(Query.value("x"))));
      tell("threads", () -> invoke(server, threads, "getThreadInfo", new long[] {1}, 5));
      tell(
          "listener",
          () ->
              server.addNotificationListener(
                  plugin, (_, _) -> {}, new AttributeChangeNotificationFilter(), null));
      ObjectName diagnostic = new ObjectName("com.sun.management:type=HotSpotDiagnostic");
      tell("options", () -> server.getAttribute(diagnostic, "DiagnosticOptions"));
      tell("heap", () -> invoke(server, diagnostic, "dumpHeap", "/tmp/never.hprof", false));
      ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
      tell(
          "agent",
          () -> invoke(server, commands, "jvmtiAgentLoad", (Object) new String[] {"/x.so"}));
      tell("removal", () -> server.unregisterMBean(plugin));
      tell(
          "bean",
          () -> server.createMBean("javax.management.timer.Timer", new ObjectName("a:b=c")));
      tell(
          "foreign class",
          () -> server.setAttribute(resource, new Attribute("SplitFactor", new File("/"))));
      tell("half the length", () -> invoke(server, plugin, "injectFault", "x".repeat(8_192)));
      tell("often", () -> often(server, resource));
      tell("length", () -> invoke(server, plugin, "injectFault", "x".repeat(100_000)));
    }
  }

  /** Ends with the first refusal that is not about a bad value. */
  private static void often(MBeanServerConnection server, ObjectName resource) throws Exception {
    for (int count = 0; count < 10_000; count++) {
      try {
        server.setAttribute(resource, new Attribute("SplitFactor", 0));
      } catch (RuntimeMBeanException _) {
        // The refusal is expected.
      }
    }
  }

  /** A call that a client tries. */
  private interface Attempt {
    void make() throws Exception;
  }

  private static void tell(String what, Attempt attempt) {
    try {
      attempt.make();
      System.out.println(what + " passed");
    } catch (Exception refused) {
      Throwable cause = refused;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      System.out.println(what + " refused: " + cause);
    }
  }

  private static void invoke(
      MBeanServerConnection server, ObjectName bean, String operation, Object... arguments)
      throws Exception {
    String[] types =
        Stream.of(arguments)
            .map(
                argument ->
                    switch (argument) {
                      case Integer _ -> "int";
                      case Boolean _ -> "boolean";
                      default -> argument.getClass().getName();
                    })
            .toArray(String[]::new);
    server.invoke(bean, operation, arguments, types);
  }
}
