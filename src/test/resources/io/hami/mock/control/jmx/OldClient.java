import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.MBeanServerConnection;
import javax.management.NotificationFilterSupport;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a console does, on any JDK since 11. Arguments: the port; user and password, if any. */
public final class OldClient {
  public static void main(String[] args) throws Exception {
    Map<String, ?> environment =
        args.length > 1
            ? Collections.singletonMap(JMXConnector.CREDENTIALS, new String[] {args[1], args[2]})
            : Collections.emptyMap();
    JMXServiceURL url =
        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + args[0] + "/jmxrmi");
    try (JMXConnector connector = JMXConnectorFactory.connect(url, environment)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      ObjectName plugin = new ObjectName("io.hami.mock:type=DevicePlugin");
      ObjectName resource =
          new ObjectName("io.hami.mock:type=Resource,vendor=Example,name=example.com/gpumem");
      System.out.println("java " + System.getProperty("java.specification.version"));
      System.out.println("rows " + ((TabularData) server.getAttribute(plugin, "Resources")).size());
      server.getAttributes(resource, new String[] {"State", "SplitFactor"});
      CountDownLatch heard = new CountDownLatch(1);
      NotificationFilterSupport filter = new NotificationFilterSupport();
      filter.enableType("");
      server.addNotificationListener(plugin, (it, handback) -> heard.countDown(), filter, null);
      server.setAttribute(resource, new Attribute("SplitFactor", 4));
      System.out.println("heard " + heard.await(20, TimeUnit.SECONDS));
      server.invoke(
          plugin, "resetFactors", new Object[] {""}, new String[] {String.class.getName()});
      System.out.println("invoked");
    }
  }
}
