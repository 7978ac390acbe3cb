package io.hami.mock.control.jmx;

import io.hami.mock.control.Identity;
import io.hami.mock.control.Operator;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.port.Kubelet;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.ResourceState;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.AttributeChangeNotification;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.Notification;
import javax.management.ObjectName;

/**
 * The beans in the platform's MBean server, and their notifications. One separate thread compares
 * the states in order, so that no client can delay the loop.
 */
@Singleton
public final class JmxBeans implements AutoCloseable {
  /** The type of a notification that an advertised count has changed. */
  public static final String COUNT = "io.hami.mock.count";

  /** The type of a notification that a resource's state has changed. */
  public static final String STATE = "io.hami.mock.state";

  /** The type of a notification that the config in force, or a config's problems, have changed. */
  public static final String CONFIG = "io.hami.mock.config";

  static final String DOMAIN = "io.hami.mock";
  private static final Pattern SPECIAL = Pattern.compile("[,=:\"*?\\s]");

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final Reconciler reconciler;
  private final Operator operator;
  private final DescribedBean plugin;
  private final ObjectName pluginName = name(DOMAIN + ":type=DevicePlugin");

  /** One thread; tasks that arrive after the close are dropped. */
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofVirtual().name("jmx").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  // Used only on the thread above.
  private final Map<ObjectName, Shown> shown = new LinkedHashMap<>();
  private Optional<NodeState> last = Optional.empty();
  private long sequence;

  private record Shown(ResourceBean bean, DescribedBean face, ResourceState state) {}

  public JmxBeans(Reconciler reconciler, Operator operator, Kubelet kubelet, Identity identity) {
    this.reconciler = reconciler;
    this.operator = operator;
    this.plugin =
        new DescribedBean(
            new PluginBean(reconciler, operator, kubelet, identity),
            DevicePluginMXBean.class,
            new MBeanNotificationInfo(
                new String[] {COUNT, STATE, CONFIG},
                Notification.class.getName(),
                "A count, a state or the config has changed"));
  }

  /**
   * Registers the plugin's bean; the resources' beans follow at once and are added and removed with
   * the resources.
   *
   * @throws IllegalStateException when this JVM has such beans already
   */
  public void start() {
    register(plugin, pluginName);
    reconciler.onChange(state -> thread.execute(() -> follow(state)));
    NodeState first = reconciler.state();
    thread.execute(
        () -> {
          if (last.isEmpty()) {
            follow(first);
          }
        });
  }

  private void follow(NodeState state) {
    last.filter(before -> !sameConfig(before, state)).ifPresent(_ -> config(state));
    last = Optional.of(state);
    Map<ObjectName, ResourceState> now =
        state.resources().stream()
            .collect(
                Collectors.toMap(
                    JmxBeans::name,
                    resource -> resource,
                    ResourceState::chief,
                    LinkedHashMap::new));
    for (ObjectName name : shown.keySet().toArray(ObjectName[]::new)) {
      if (!now.containsKey(name)) {
        Shown gone = shown.remove(name);
        unregister(name);
        if (gone != null) {
          tell(COUNT, gone.state().name() + " is gone");
        }
      }
    }
    now.forEach(this::show);
  }

  private void show(ObjectName name, ResourceState now) {
    Shown before = shown.get(name);
    if (before == null) {
      ResourceBean bean = new ResourceBean(operator, now);
      DescribedBean face =
          new DescribedBean(
              bean,
              ResourceMXBean.class,
              new MBeanNotificationInfo(
                  new String[] {AttributeChangeNotification.ATTRIBUTE_CHANGE},
                  AttributeChangeNotification.class.getName(),
                  "AdvertisedUnits or State has changed"));
      register(face, name);
      shown.put(name, new Shown(bean, face, now));
      if (!(now.planned().outcome() instanceof Outcome.Withhold)) {
        tell(COUNT, now.name() + " is new: " + now.listed() + " units");
      }
      return;
    }
    before.bean().show(now);
    shown.put(name, new Shown(before.bean(), before.face(), now));
    ResourceState old = before.state();
    if (!old.listed().equals(now.listed())) {
      String message =
          now.name() + " changed from " + old.listed() + " to " + now.listed() + " units";
      tell(COUNT, message);
      changed(
          before.face(),
          name,
          message,
          "AdvertisedUnits",
          old.listed().capacity(),
          now.listed().capacity());
    }
    if (!old.state().equals(now.state())) {
      String message =
          now.name() + " changed from " + old.state() + " to " + now.state() + ": " + now.reason();
      tell(STATE, message);
      changed(before.face(), name, message, "State", old.state(), now.state());
    }
  }

  private static boolean sameConfig(NodeState before, NodeState now) {
    return before.config().generation() == now.config().generation()
        && before.config().complaints().equals(now.config().complaints());
  }

  private void config(NodeState now) {
    String complaints = String.join("; ", now.config().complaints());
    tell(
        CONFIG,
        "configuration "
            + now.config().generation()
            + " is in force"
            + (complaints.isEmpty() ? "" : "; " + complaints));
  }

  private void tell(String type, String message) {
    plugin.sendNotification(new Notification(type, pluginName, ++sequence, message));
  }

  private void changed(
      DescribedBean face,
      ObjectName name,
      String message,
      String attribute,
      Object old,
      Object now) {
    face.sendNotification(
        new AttributeChangeNotification(
            name,
            ++sequence,
            System.currentTimeMillis(),
            message,
            attribute,
            now.getClass().getName(),
            old,
            now));
  }

  /** The name of a resource's bean; its parts are quoted only where they must be. */
  static ObjectName name(ResourceState resource) {
    return name(
        DOMAIN
            + ":type=Resource,vendor="
            + part(resource.vendor())
            + ",name="
            + part(resource.name().toString()));
  }

  private static String part(String text) {
    return SPECIAL.matcher(text).find() ? ObjectName.quote(text) : text;
  }

  private static ObjectName name(String text) {
    try {
      return new ObjectName(text);
    } catch (MalformedObjectNameException failure) {
      throw new IllegalArgumentException(failure);
    }
  }

  private void register(DescribedBean bean, ObjectName name) {
    try {
      server.registerMBean(bean, name);
    } catch (JMException failure) {
      throw new IllegalStateException("JMX: " + failure.getMessage(), failure);
    }
  }

  private void unregister(ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException _) {
      // Another component has removed the bean already.
    } catch (JMException failure) {
      throw new IllegalStateException("JMX: " + failure.getMessage(), failure);
    }
  }

  private void clear() {
    shown.keySet().forEach(this::unregister);
    if (last.isPresent()) {
      unregister(pluginName);
    }
    shown.clear();
  }

  /** Unregisters all beans; waits until that is done. */
  @Override
  @PreDestroy
  public void close() {
    thread.execute(this::clear);
    thread.close();
  }
}
