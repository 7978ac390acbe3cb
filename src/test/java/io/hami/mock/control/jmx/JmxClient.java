package io.hami.mock.control.jmx;

import java.util.HashMap;
import java.util.Map;
import javax.management.Attribute;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/** A client that has nothing of ours on its class path but itself. */
public final class JmxClient {
  private JmxClient() {}

  /**
   * Port; then {@code tls} or {@code plain}; then user and password, where there are such. The
   * address is this machine's own.
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
      try {
        server.setAttribute(resource, new Attribute("SplitFactor", 0));
        System.out.println("not refused");
      } catch (Exception refused) {
        System.out.println(refused);
      }
    }
  }
}
