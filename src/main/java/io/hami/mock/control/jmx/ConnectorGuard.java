package io.hami.mock.control.jmx;

import io.hami.mock.control.ChangeLimit;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.remote.MBeanServerForwarder;
import org.jspecify.annotations.Nullable;

/**
 * What clients of the connector may do: read everything, as consoles do, and change what is this
 * plugin's. On loopback nobody is asked for a password, and a node's loopback is shared by all pods
 * of its network, while the JDK's own beans dump the heap, with the service account's token in it,
 * write files and load native agents ({@code com.sun.management}). None of them is an operator's
 * business here. Those of {@code java.lang} only look, count or collect. What is called of ours is
 * heard as often as {@link ChangeLimit} says.
 */
final class ConnectorGuard implements InvocationHandler {
  /**
   * What clients may send: names, plain values, the lists and filters of JMX itself. 64 KiB a call
   * is far more than any of ours needs. Arguments travel serialized in one array of bytes ({@link
   * java.rmi.MarshalledObject}), so the bound of an array is that of a call.
   */
  static final String SENT_TYPES =
      "maxbytes=65536;maxdepth=20;maxarray=65536;"
          + "java.lang.*;java.math.*;java.util.*;javax.management.*;javax.management.openmbean.*;"
          + "java.rmi.MarshalledObject;!*";

  private static final Set<String> CHANGES = Set.of("invoke", "setAttribute", "setAttributes");
  private static final Set<String> BEANS = Set.of("createMBean", "unregisterMBean");
  private static final Set<String> OPEN_DOMAINS = Set.of(JmxBeans.DOMAIN, "java.lang");

  private final ChangeLimit limit = new ChangeLimit();
  private @Nullable MBeanServer server;

  private ConnectorGuard() {}

  static MBeanServerForwarder forwarder() {
    return (MBeanServerForwarder)
        Proxy.newProxyInstance(
            ConnectorGuard.class.getClassLoader(),
            new Class<?>[] {MBeanServerForwarder.class},
            new ConnectorGuard());
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    String name = method.getName();
    if (name.equals("setMBeanServer") && arguments != null) {
      server = (MBeanServer) arguments[0];
      return null;
    }
    if (name.equals("getMBeanServer")) {
      return server;
    }
    if (BEANS.contains(name)) {
      throw new SecurityException("beans are neither made nor removed from outside");
    }
    if (CHANGES.contains(name) && arguments != null && arguments[0] instanceof ObjectName bean) {
      check(bean);
    }
    try {
      return method.invoke(server, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause() instanceof Throwable cause ? cause : failure;
    }
  }

  private void check(ObjectName bean) {
    if (!OPEN_DOMAINS.contains(bean.getDomain())) {
      throw new SecurityException(
          "only beans of io.hami.mock and java.lang are changed or called from outside, not "
              + bean);
    }
    // Consoles ask the JVM's threads and memory as often as they draw.
    if (bean.getDomain().equals(JmxBeans.DOMAIN) && limit.exceeded()) {
      throw new IllegalStateException(ChangeLimit.REFUSAL);
    }
  }
}
