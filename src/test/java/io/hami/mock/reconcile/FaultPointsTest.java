package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.Nvidia;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Units;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.FactsSource;
import io.hami.mock.port.HardwareSource;
import io.hami.mock.port.LastGood;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.Outage;
import io.hami.mock.port.Outage.Point;
import io.hami.mock.port.Outage.Way;
import io.hami.mock.port.Pods;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publisher;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every call of the loop to the outside fails in every way, at the start and later, while the
 * config and the Node change. Ten seconds after the fault has ended all must be as if there had
 * been none. The walk is over the methods of the ports themselves: one that is added is walked too.
 */
class FaultPointsTest {
  private static final ResourceName GPU = ResourceName.parse("nvidia.com/gpu");
  private static final ResourceName MEMORY = ResourceName.parse("nvidia.com/gpumem");
  private static final String REGISTER = "hami.io/node-nvidia-register";

  /** The memory goes through the Node's status. */
  private static final String CARDS = "inventory: [{cards: [{profile: nvidia-t4, count: %d}]}]";

  /** Called at the start and never again, or not by the loop. */
  private static final Set<String> AT_THE_START = Set.of("start", "ask");

  /** Not called here: nothing is released, dropped or recalled. */
  private static final Set<String> ELSEWHERE =
      Set.of("close", "origin", "andThen", "release", "drop", "recall");

  static Stream<Arguments> all() {
    return Outage.points(
            FactsSource.class,
            ConfigSource.class,
            HardwareSource.class,
            NodeWriter.class,
            NodeStatus.class,
            LastGood.class,
            Publisher.class,
            Consumer.class)
        .filter(point -> !ELSEWHERE.contains(point.method()))
        .flatMap(
            point ->
                Stream.of(Way.values())
                    .flatMap(
                        way ->
                            Stream.of(true, false)
                                .filter(first -> first || !AT_THE_START.contains(point.method()))
                                .map(first -> Arguments.of(point, way, first))));
  }

  private final GuardedLoop loop = new GuardedLoop();

  private Outage outage(Way way) {
    return new Outage(
        way,
        (call, _, arguments) -> {
          if (!(arguments.length > 0 && arguments[arguments.length - 1] instanceof Consumer)) {
            call.run();
          }
          garbage(arguments);
          return null;
        });
  }

  /** Answers with something that makes no sense. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private void garbage(Object[] arguments) {
    for (Object argument : arguments) {
      switch (argument) {
        case FactsSource.Listener node ->
            node.facts(
                new NodeFacts(
                    "",
                    Map.of(REGISTER, "\u0000[[[[", "", ""),
                    Map.of(),
                    Map.of("nvidia.com/gpu", "-1e999x"),
                    Map.of()));
        case ConfigSource.Listener config -> config.text("\t: [\u0000");
        case Publisher.Listener kubelet ->
            kubelet.published(
                new Publication(
                    GPU, Publication.State.CONTENDED, Units.NONE, Units.NONE, -1, "\u0000"));
        case Consumer answer when answers -> answer.accept(new NodeWriter.Answer.Failed("\u0000"));
        case Consumer answer when asked -> answer.accept(StatusRight.UNKNOWN);
        default -> {}
      }
    }
  }

  private boolean answers;
  private boolean asked;

  /** The world outside: what it has been told, and what it reports when it is asked to start. */
  private final class World {
    private final Map<String, String> annotations = new HashMap<>();
    private final Map<String, String> numbers = new HashMap<>();
    private Map<ResourceName, Units> listed = Map.of();
    private Optional<FactsSource.Listener> node = Optional.empty();
    private Optional<ConfigSource.Listener> config = Optional.empty();
    private Optional<Publisher.Listener> kubelet = Optional.empty();
    private String text = "";
    private String label = "";

    private void tellNode() {
      node.ifPresent(
          hears ->
              hears.facts(
                  new NodeFacts(
                      "n",
                      annotations,
                      Map.of("label", label),
                      numbers,
                      numbers,
                      KubeletVersion.parse("v1.37.0"))));
    }

    /** By either route: what a kubelet has as units stays so. */
    private long memory() {
      return listed.containsKey(MEMORY)
          ? listed.get(MEMORY).capacity()
          : Long.parseLong(numbers.getOrDefault(MEMORY.toString(), "0"));
    }

    private void tellConfig() {
      config.ifPresent(hears -> hears.text(text));
    }

    final FactsSource facts =
        new FactsSource() {
          @Override
          public void start(FactsSource.Listener listener) {
            node = Optional.of(listener);
            tellNode();
          }

          @Override
          public void reload() {
            tellNode();
          }

          @Override
          public void close() {}
        };

    final ConfigSource source =
        new ConfigSource() {
          @Override
          public String origin() {
            return "by hand";
          }

          @Override
          public void start(ConfigSource.Listener listener) {
            config = Optional.of(listener);
            tellConfig();
          }

          @Override
          public void reload() {
            tellConfig();
          }

          @Override
          public void close() {}
        };

    final HardwareSource libraries =
        new HardwareSource() {
          @Override
          public void start(Consumer<Map<String, Inspection>> listener) {
            listener.accept(Map.of());
          }

          @Override
          public void close() {}
        };

    final NodeWriter writer =
        new NodeWriter() {
          @Override
          public void annotate(Map<String, Optional<String>> changes, Consumer<Answer> then) {
            changes.forEach(
                (key, value) ->
                    value.ifPresentOrElse(
                        now -> annotations.put(key, now), () -> annotations.remove(key)));
            then.accept(new Answer.Written());
            loop.execute(World.this::tellNode);
          }

          @Override
          public void release(String key, String value, Consumer<Release> then) {
            then.accept(new Release.Changed());
          }
        };

    final NodeStatus status =
        new NodeStatus() {
          @Override
          public void ask(Consumer<StatusRight> then) {
            then.accept(StatusRight.GRANTED);
          }

          @Override
          public void write(
              Map<ResourceName, Optional<Long>> quantities,
              Map<String, Optional<String>> marks,
              Consumer<NodeWriter.Answer> then) {
            quantities.forEach(
                (name, value) ->
                    value.ifPresentOrElse(
                        now -> numbers.put(name.toString(), Long.toString(now)),
                        () -> numbers.remove(name.toString())));
            writer.annotate(marks, then);
          }
        };

    final Publisher publisher =
        new Publisher() {
          @Override
          public void start(Publisher.Listener listener) {
            kubelet = Optional.of(listener);
            listener.checkpoint(Checkpoint.UNREADABLE);
          }

          @Override
          public void publish(
              Map<ResourceName, Advertisement> wanted,
              Set<ResourceName> taken,
              Map<ResourceName, EndpointFaults> faults) {
            Map<ResourceName, Units> units = new HashMap<>();
            wanted.forEach((name, advertised) -> units.put(name, advertised.units()));
            listed = units;
            loop.execute(
                () ->
                    units.forEach(
                        (name, now) ->
                            kubelet
                                .orElseThrow()
                                .published(
                                    new Publication(
                                        name, Publication.State.ADVERTISED, now, now, 1, ""))));
          }

          @Override
          public void kubelet(KubeletVersion version) {}

          @Override
          public void drop(Set<ResourceName> names) {}

          @Override
          public void reregister() {}
        };
  }

  private final World world = new World();

  private Reconciler started(Outage outage) {
    Reconciler reconciler =
        new Reconciler(
            loop, outage.in(Publisher.class, world.publisher), new Vendors(List.of(new Nvidia())));
    Cluster cluster =
        new Cluster(
            outage.in(NodeWriter.class, world.writer),
            outage.in(NodeStatus.class, world.status),
            (Pods)
                Proxy.newProxyInstance(
                    Pods.class.getClassLoader(),
                    new Class<?>[] {Pods.class},
                    (_, method, _) -> {
                      if (method.getName().equals("missingRights")) {
                        return Optional.empty();
                      }
                      throw new AssertionError(method);
                    }),
            "n",
            _ -> Optional.empty());
    @SuppressWarnings("unchecked")
    Consumer<NodeState> reader = outage.in(Consumer.class, (Consumer<NodeState>) _ -> {});
    reconciler.onChange(reader);
    reconciler.start(
        new Sources(
            outage.in(FactsSource.class, world.facts),
            Map.of(ConfigKind.PLUGIN, outage.in(ConfigSource.class, world.source)),
            Optional.empty(),
            Optional.of(outage.in(HardwareSource.class, world.libraries)),
            Optional.of(cluster),
            outage.in(LastGood.class, new HandLastGood())));
    loop.run();
    return reconciler;
  }

  private void configure(int cards) {
    world.text = CARDS.formatted(cards);
    loop.execute(world::tellConfig);
    loop.run();
  }

  @ParameterizedTest
  @MethodSource("all")
  void allIsRightTenSecondsAfterTheFault(Point at, Way how, boolean first) {
    Outage outage = outage(how);
    answers = at.port() == NodeWriter.class || at.method().equals("write");
    asked = at.method().equals("ask");
    world.text = CARDS.formatted(1);
    if (first) {
      outage.begin(at);
    }
    Reconciler reconciler = started(outage);
    loop.advance(Duration.ofSeconds(20));
    outage.begin(at);
    loop.execute(reconciler::reload);
    loop.execute(reconciler::reregister);
    configure(2);
    loop.advance(Duration.ofSeconds(20));
    world.label = "changed";
    loop.execute(world::tellNode);
    configure(3);
    loop.advance(Duration.ofSeconds(20));

    assertThat(outage.hits()).as("calls that failed").isPositive();
    outage.end().forEach(late -> loop.execute(late::make));
    if (how == Way.GARBAGE) {
      // A source that reported nonsense reports the truth again.
      loop.execute(world::tellNode);
      loop.execute(world::tellConfig);
    }
    loop.advance(Duration.ofSeconds(10));
    assertThat(world.listed).containsEntry(GPU, new Units(30, 30));
    assertThat(world.memory()).isEqualTo(3 * 15_360);
    assertThat(world.annotations.getOrDefault(REGISTER, "").split("\"count\":10", -1)).hasSize(4);
    assertThat(reconciler.state().trouble()).isEmpty();
  }
}
