package io.hami.mock.histories;

import static org.awaitility.Awaitility.await;

import io.hami.mock.app.WholePlugin;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.histories.Step.Annotation;
import io.hami.mock.histories.Step.DeviceText;
import io.hami.mock.histories.Step.OwnText;
import io.hami.mock.histories.Step.Right;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.reconcile.HandConfig;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Node in real time: the whole plugin with an embedded kubelet over UNIX sockets. Its API server
 * is in memory and grants no right to write.
 */
final class SocketWorld implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final History history;
  private final Path directory;
  private final EmbeddedKubelet kubelet;
  private final Map<String, String> annotations = new ConcurrentHashMap<>();
  private final ExecutorService watch = Executors.newSingleThreadExecutor();
  private OwnText own = new OwnText.Gone();
  private DeviceText device = new DeviceText.Gone();
  private volatile boolean away;
  private boolean readable = true;
  private volatile Optional<Life> life = Optional.empty();

  /** One run of the plugin. */
  private record Life(WholePlugin plugin, HandSource node, HandConfig own, HandConfig device) {}

  SocketWorld(History history) throws IOException {
    this.history = history;
    directory = Files.createTempDirectory("histories");
    kubelet =
        new EmbeddedKubelet(
                KubeletOptions.of(
                    directory, history.kubelet().allowsOverlap() ? Release.V1_37 : Release.V1_36))
            .start();
    kubelet.addListener(this::tellNode);
    start();
  }

  /**
   * Whether the step can be taken here: a plugin in this process cannot be killed, of two plugins
   * that register at one moment nobody can say which comes last, and nothing writes the Node's
   * status.
   */
  static boolean can(Step step) {
    return switch (step) {
      case Step.OwnConfig _,
          Step.DeviceConfig _,
          Step.Register _,
          Step.Slots _,
          Step.KubeletRestarts _,
          Step.Stop _,
          Step.Start _,
          Step.Away _,
          Step.Back _ ->
          true;
      case Step.Rights(Right right, boolean _) -> right == Right.CONFIG;
      case Step.Crash _,
          Step.PluginCame _,
          Step.PluginLeft _,
          Step.NumberWritten _,
          Step.NumberRemoved _,
          Step.Hardware _,
          Step.Fault _,
          Step.ClockJumps _ ->
          false;
    };
  }

  void take(Step step) throws IOException {
    switch (step) {
      case Step.OwnConfig(OwnText text) -> {
        own = text;
        life.ifPresent(this::tellOwn);
      }
      case Step.DeviceConfig(DeviceText text) -> {
        device = text;
        life.ifPresent(this::tellDevice);
      }
      case Step.Register(Annotation<List<Card>> cards) -> {
        Texts.of(cards, Texts::register)
            .ifPresentOrElse(
                text -> annotations.put(Names.REGISTER, text),
                () -> annotations.remove(Names.REGISTER));
        tellNode();
      }
      case Step.Slots(Annotation<Integer> number) -> {
        Texts.of(number, Object::toString)
            .ifPresentOrElse(
                text -> annotations.put(Names.SLOTS_KEY, text),
                () -> annotations.remove(Names.SLOTS_KEY));
        tellNode();
      }
      case Step.KubeletRestarts _ -> {
        kubelet.restart();
      }
      case Step.Stop _ -> {
        life.ifPresent(running -> running.plugin().close());
        life = Optional.empty();
      }
      case Step.Start _ -> {
        if (life.isEmpty()) {
          start();
        }
      }
      case Step.Away _ -> away(true);
      case Step.Back _ -> away(false);
      case Step.Rights(Right _, boolean given) -> {
        boolean changed = readable != given;
        readable = given;
        if (changed) {
          life.ifPresent(this::tellOwn);
        }
      }
      case Step.Crash _,
          Step.PluginCame _,
          Step.PluginLeft _,
          Step.NumberWritten _,
          Step.NumberRemoved _,
          Step.Hardware _,
          Step.Fault _,
          Step.ClockJumps _ ->
          throw new IllegalArgumentException(step.toString());
    }
  }

  private void start() {
    HandSource node = new HandSource();
    HandConfig ownConfig = new HandConfig();
    HandConfig deviceConfig = new HandConfig();
    Life begun =
        new Life(
            new WholePlugin(
                directory,
                node,
                Map.of(ConfigKind.PLUGIN, ownConfig, ConfigKind.DEVICE, deviceConfig)),
            node,
            ownConfig,
            deviceConfig);
    await().atMost(PATIENCE).until(() -> node.listener().isPresent());
    life = Optional.of(begun);
    tellOwn(begun);
    tellDevice(begun);
    tellNode();
  }

  private void away(boolean now) {
    if (away != now) {
      away = now;
      life.ifPresent(
          running -> {
            tellOwn(running);
            tellDevice(running);
          });
      tellNode();
    }
  }

  private void tellOwn(Life to) {
    Texts.tell(own, away, readable, to.own().listener());
  }

  private void tellDevice(Life to) {
    Texts.tell(device, away, to.device().listener());
  }

  /** On a thread of its own, because the kubelet tells of a change while it makes it. */
  private void tellNode() {
    watch.execute(this::tell);
  }

  private void tell() {
    Map<String, String> capacity = new HashMap<>();
    Map<String, String> allocatable = new HashMap<>();
    kubelet
        .resources()
        .forEach(
            (name, units) -> {
              capacity.put(name, Long.toString(units.capacity()));
              allocatable.put(name, Long.toString(units.allocatable()));
            });
    NodeFacts facts =
        new NodeFacts("node-1", annotations, Map.of(), capacity, allocatable, history.kubelet());
    life.ifPresent(
        running -> {
          if (away) {
            running.node().unavailable("no route to host");
          } else {
            running.node().facts(facts);
          }
        });
  }

  Units shown(ResourceName name) {
    return kubelet.resource(name.toString()).orElse(Units.NONE);
  }

  /** Nothing here marks anything as its own. */
  static Model.Ground ground() {
    return new Model.Ground(Set.of(), Set.of(), false);
  }

  @Override
  public void close() throws IOException {
    take(new Step.Stop());
    kubelet.close();
    watch.shutdownNow();
  }
}
