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
 * Decides what clients of the connector may do: read everything, as consoles do, and change only
 * this plugin's own beans. On loopback no password is required, and all pods in a node's network
 * share its loopback. The JDK's own beans can dump the heap, with the service account's token in
 * it, write files and load native agents ({@code com.sun.management}); an operator of this plugin
 * needs none of these. Those of {@code java.lang} only read, count or collect garbage. Calls to
 * this plugin's beans are limited by {@link ChangeLimit}.
 */
final class ConnectorGuard implements InvocationHandler {
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
      throw new SecurityException("remote clients may not register or unregister MBeans");
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
          "remote clients may change and call MBeans of io.hami.mock and java.lang only, not "
              + bean);
    }
    // Calls to the JVM's beans are not limited: consoles read threads and memory whenever they
    // redraw.
    if (bean.getDomain().equals(JmxBeans.DOMAIN) && limit.exceeded()) {
      throw new IllegalStateException(ChangeLimit.REFUSAL);
    }
  }
}
