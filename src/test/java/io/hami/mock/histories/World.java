package io.hami.mock.histories;

import io.hami.mock.discovery.Amd;
import io.hami.mock.discovery.Nvidia;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.histories.Step.Annotation;
import io.hami.mock.histories.Step.DeviceText;
import io.hami.mock.histories.Step.OwnText;
import io.hami.mock.histories.Step.Right;
import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Units;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.reconcile.HandLastGood;
import io.hami.mock.reconcile.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Node in virtual time, with everything that happens to it. */
final class World {
  /** The units of another plugin, a number that this plugin never has. */
  static final int THEIRS = 3;

  /** A number that another component writes, which this plugin never has. */
  static final int WRITTEN = 9;

  /** How long a request, and an event of a watch, takes. */
  private static final Duration LATENCY = Duration.ofMillis(20);

  private static final Vendors VENDORS = new Vendors(List.of(new Amd(), new Nvidia()));

  private final History history;
  private final ManualLoop loop = new ManualLoop();
  private final VirtualNode node;
  private final VirtualKubelet kubelet;
  private final Map<ResourceName, OtherPlugin> plugins = new HashMap<>();
  private final Set<Right> rights = EnumSet.allOf(Right.class);
  private final List<String> violations = new ArrayList<>();
  private OwnText own = new OwnText.Gone();
  private DeviceText device = new DeviceText.Gone();
  private int amdHealthy = 2;
  private int writes;
  private boolean telling;
  private final HandLastGood kept = new HandLastGood();

  /** The numbers of the Node that the plugin was told last. */
  private final Map<ResourceName, Units> told = new HashMap<>();

  private Optional<Life> life = Optional.empty();

  World(History history) {
    this.history = history;
    node = new VirtualNode(history.kubelet(), this::tellNode);
    kubelet = new VirtualKubelet(loop, history.kubelet(), node);
    start();
  }

  /** Another device plugin, which registers again whenever its stream ends. */
  private final class OtherPlugin implements VirtualKubelet.Plugin {
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final DeviceIds IDS = ids();

    private final ResourceName name;
    private Optional<VirtualKubelet.Stream> stream = Optional.empty();
    private boolean over;

    OtherPlugin(ResourceName name) {
      this.name = name;
      kubelet.join(this);
      register();
    }

    private static DeviceIds ids() {
      DeviceIds.Tally tally = new DeviceIds.Tally();
      tally.add("GPU-1f0a");
      return tally.done();
    }

    private void register() {
      if (!over && stream.isEmpty()) {
        stream = kubelet.register(name, this);
        stream.ifPresent(open -> open.send(new Units(THEIRS, THEIRS), IDS));
      }
    }

    @Override
    public void started() {
      loop.schedule(AGAIN, this::register);
    }

    @Override
    public void checkpointed() {}

    @Override
    public void ended(VirtualKubelet.Stream ended) {
      stream = Optional.empty();
      loop.schedule(AGAIN, this::register);
    }

    void end() {
      over = true;
      kubelet.leave(this);
      stream.ifPresent(VirtualKubelet.Stream::close);
    }
  }

  /** The API server as the plugin's writer sees it. */
  private final class Writer implements NodeWriter {
    @Override
    public void annotate(Map<String, Optional<String>> changes, Consumer<Answer> then) {
      request(
          Right.ANNOTATE,
          then,
          () -> {
            Set<String> allowed =
                Set.of(Names.REGISTER, "hami.io/node-handshake", "mock.hami.io/owned");
            changes.keySet().stream()
                .filter(key -> !allowed.contains(key))
                .forEach(key -> violations.add("the annotation " + key + " was written"));
            node.annotate(changes);
          });
    }

    @Override
    public void release(String key, String value, Consumer<Release> then) {
      violations.add("a lock was released");
    }
  }

  private final class Status implements NodeStatus {
    @Override
    public void ask(Consumer<StatusRight> then) {
      loop.schedule(
          LATENCY,
          () ->
              then.accept(
                  node.isAway()
                      ? StatusRight.UNKNOWN
                      : rights.contains(Right.STATUS)
                          ? StatusRight.GRANTED
                          : new StatusRight.Missing("grant patch on nodes/status")));
    }

    @Override
    public void write(
        Map<ResourceName, Optional<Long>> quantities,
        Map<String, Optional<String>> annotations,
        Consumer<NodeWriter.Answer> then) {
      // A number that arrives when the request is about to leave is put back by its kubelet.
      quantities.keySet().stream()
          .filter(name -> plugins.containsKey(name))
          .filter(World.this::isKnownAsTheirs)
          .forEach(name -> violations.add("the number of another plugin, " + name));
      request(Right.STATUS, then, () -> node.status(quantities, annotations));
    }
  }

  private void request(Right right, Consumer<NodeWriter.Answer> then, Runnable write) {
    loop.schedule(
        LATENCY,
        () -> {
          if (node.isAway()) {
            then.accept(new NodeWriter.Answer.Failed("no route to host"));
          } else if (rights.contains(right)) {
            writes++;
            write.run();
            then.accept(new NodeWriter.Answer.Written());
          } else {
            then.accept(new NodeWriter.Answer.Forbidden("grant " + right));
          }
        });
  }

  /** Takes a step and lets time pass after it. */
  void take(Step step) {
    switch (step) {
      case Step.OwnConfig(OwnText text) -> {
        own = text;
        life.ifPresent(this::tellOwn);
      }
      case Step.DeviceConfig(DeviceText text) -> {
        device = text;
        life.ifPresent(this::tellDevice);
      }
      case Step.Register(Annotation<List<Card>> cards) ->
          annotate(Names.REGISTER, cards, Texts::register);
      case Step.Slots(Annotation<Integer> number) ->
          annotate(Names.SLOTS_KEY, number, Object::toString);
      case Step.PluginCame(ResourceName name) -> plugins.computeIfAbsent(name, OtherPlugin::new);
      case Step.PluginLeft(ResourceName name) ->
          Optional.ofNullable(plugins.remove(name)).ifPresent(OtherPlugin::end);
      case Step.NumberWritten(ResourceName name) -> node.number(name, Optional.of(WRITTEN));
      case Step.NumberRemoved(ResourceName name) -> {
        if (node.isStrangers(name)) {
          node.number(name, Optional.empty());
        }
      }
      case Step.KubeletRestarts(Duration down) -> {
        if (kubelet.isUp()) {
          kubelet.stop();
          loop.advance(down);
          kubelet.start();
        }
      }
      case Step.Crash _ -> {
        life.ifPresent(Life::end);
        life = Optional.empty();
      }
      case Step.Stop _ -> {
        life.ifPresent(
            living -> {
              living.stop();
              loop.advance(Duration.ofMillis(500));
              living.end();
            });
        life = Optional.empty();
      }
      case Step.Start _ -> {
        if (life.isEmpty()) {
          start();
        }
      }
      case Step.Away _ -> away(true);
      case Step.Back _ -> away(false);
      case Step.Rights(Right right, boolean given) -> {
        boolean changed = given ? rights.add(right) : rights.remove(right);
        if (changed && right == Right.CONFIG) {
          life.ifPresent(this::tellOwn);
        }
      }
      case Step.Hardware(int healthy) -> {
        amdHealthy = healthy;
        life.ifPresent(living -> living.inspected(inspection()));
      }
      case Step.Fault(Duration lasts) -> life.ifPresent(living -> living.fault(lasts));
      case Step.ClockJumps(Duration by) -> loop.jump(by);
    }
    loop.run();
  }

  void advance(Duration time) {
    loop.advance(time);
  }

  private void start() {
    Life begun =
        new Life(loop, kubelet, VENDORS, history.hardware(), new Writer(), new Status(), kept);
    life = Optional.of(begun);
    tellOwn(begun);
    tellDevice(begun);
    tellNode();
    begun.inspected(inspection());
  }

  private void away(boolean now) {
    if (node.isAway() == now) {
      return;
    }
    node.away(now);
    life.ifPresent(
        living -> {
          tellOwn(living);
          tellDevice(living);
        });
    tellNode();
  }

  /** Whether the Node has shown another plugin's number for so long that the plugin knows it. */
  private boolean isKnownAsTheirs(ResourceName name) {
    return node.shown(name).capacity() == THEIRS
        && told.getOrDefault(name, Units.NONE).capacity() == THEIRS;
  }

  private void tellNode() {
    if (!telling) {
      telling = true;
      loop.schedule(
          LATENCY,
          () -> {
            telling = false;
            life.ifPresent(
                living -> {
                  if (node.isAway()) {
                    living.node.unavailable("no route to host");
                  } else {
                    Names.ALL.forEach(name -> told.put(name, node.shown(name)));
                    living.node.facts(node.facts());
                  }
                });
          });
    }
  }

  private void tellOwn(Life to) {
    Texts.tell(own, node.isAway(), rights.contains(Right.CONFIG), to.own.listener());
  }

  private void tellDevice(Life to) {
    Texts.tell(device, node.isAway(), to.device.listener());
  }

  private Map<String, Inspection> inspection() {
    return Map.of(
        "AMD",
        new Inspection.Found(
            "rsmi",
            IntStream.range(0, 2)
                .mapToObj(
                    index ->
                        new io.hami.mock.model.Card(
                            "amd-" + index,
                            index,
                            1,
                            65_536,
                            100,
                            "MI300X",
                            0,
                            "",
                            index < amdHealthy))
                .toList()));
  }

  private <T> void annotate(String key, Annotation<T> value, Function<T, String> text) {
    // What the plugin has made up there is another test's subject.
    if (node.owns(key)) {
      return;
    }
    node.annotate(Map.of(key, Texts.of(value, text)));
  }

  /** What is there now. */
  Model.Ground ground() {
    return new Model.Ground(
        Names.ALL.stream().filter(kubelet::knows).collect(Collectors.toSet()),
        node.numbers(),
        node.owns(Names.REGISTER));
  }

  VirtualNode node() {
    return node;
  }

  VirtualKubelet kubelet() {
    return kubelet;
  }

  Optional<Life> life() {
    return life;
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  /** How much the plugin has written or changed. */
  int activity() {
    return writes + life.map(living -> living.publisher().changes()).orElse(0);
  }
}
