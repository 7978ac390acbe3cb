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
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.Pods;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publisher;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

  /** The ways in which a call can fail. */
  enum Way {
    EXCEPTION,
    ERROR,
    /** The call returns, and its answer or report comes only when the fault has ended. */
    HANG,
    /** The call returns, and its answer or report is garbage. */
    GARBAGE
  }

  /** One call to the outside. */
  record Point(Class<?> port, String method) {
    boolean is(Class<?> type, Method called) {
      return port == type && method.equals(called.getName());
    }

    @Override
    public String toString() {
      return port.getSimpleName() + "." + method;
    }
  }

  /** Called at the start and never again, or not by the loop. */
  private static final Set<String> AT_THE_START = Set.of("start", "ask");

  /** Not called here: nothing is released, dropped or recalled. */
  private static final Set<String> ELSEWHERE =
      Set.of("close", "origin", "andThen", "release", "drop", "recall");

  static Stream<Arguments> all() {
    return Stream.of(
            FactsSource.class,
            ConfigSource.class,
            HardwareSource.class,
            NodeWriter.class,
            NodeStatus.class,
            LastGood.class,
            Publisher.class,
            Consumer.class)
        .flatMap(
            port -> Stream.of(port.getMethods()).map(method -> new Point(port, method.getName())))
        .filter(point -> !ELSEWHERE.contains(point.method()))
        .distinct()
        .flatMap(
            point ->
                Stream.of(Way.values())
                    .flatMap(
                        way ->
                            Stream.of(true, false)
                                .filter(first -> first || !AT_THE_START.contains(point.method()))
                                .map(first -> Arguments.of(point, way, first))));
  }

  /** A loop that goes on after a task that fails, as the real one does. */
  private static final class Guarded implements Loop {
    private final ManualLoop loop = new ManualLoop();

    private static Runnable guarded(Runnable task) {
      return () -> {
        try {
          task.run();
        } catch (Injected | InjectedError expected) {
          assertThat(expected).isNotNull();
        }
      };
    }

    @Override
    public void execute(Runnable task) {
      loop.execute(guarded(task));
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      return loop.schedule(delay, guarded(task));
    }

    @Override
    public long nanoTime() {
      return loop.nanoTime();
    }

    @Override
    public Instant now() {
      return loop.now();
    }
  }

  private static final class Injected extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static final class InjectedError extends Error {
    private static final long serialVersionUID = 1;
  }

  private final Guarded loop = new Guarded();
  private final List<Runnable> hanging = new ArrayList<>();
  private Optional<Point> point = Optional.empty();
  private Way way = Way.EXCEPTION;
  private int hits;

  /** The port {@code real}, with the fault in it. */
  private <P> P port(Class<P> type, P real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, given) -> {
              Object[] arguments = given == null ? new Object[0] : given;
              if (point.filter(at -> at.is(type, method)).isEmpty()) {
                return call(real, method, arguments);
              }
              hits++;
              return switch (way) {
                case EXCEPTION -> throw new Injected();
                case ERROR -> throw new InjectedError();
                case HANG -> {
                  hanging.add(() -> call(real, method, arguments));
                  yield null;
                }
                case GARBAGE -> {
                  if (!(arguments.length > 0
                      && arguments[arguments.length - 1] instanceof Consumer)) {
                    call(real, method, arguments);
                  }
                  garbage(arguments);
                  yield null;
                }
              };
            }));
  }

  private static Object call(Object real, Method method, Object[] arguments) {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException failure) {
      if (failure.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      if (failure.getCause() instanceof Error error) {
        throw error;
      }
      throw new AssertionError(failure);
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(impossible);
    }
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

  private Reconciler started() {
    Reconciler reconciler =
        new Reconciler(
            loop, port(Publisher.class, world.publisher), new Vendors(List.of(new Nvidia())));
    Cluster cluster =
        new Cluster(
            port(NodeWriter.class, world.writer),
            port(NodeStatus.class, world.status),
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
    Consumer<NodeState> reader = port(Consumer.class, (Consumer<NodeState>) _ -> {});
    reconciler.onChange(reader);
    reconciler.start(
        new Sources(
            port(FactsSource.class, world.facts),
            Map.of(ConfigKind.PLUGIN, port(ConfigSource.class, world.source)),
            Optional.empty(),
            Optional.of(port(HardwareSource.class, world.libraries)),
            Optional.of(cluster),
            port(LastGood.class, new HandLastGood())));
    loop.loop.run();
    return reconciler;
  }

  private void configure(int cards) {
    world.text = CARDS.formatted(cards);
    loop.execute(world::tellConfig);
    loop.loop.run();
  }

  @ParameterizedTest
  @MethodSource("all")
  void allIsRightTenSecondsAfterTheFault(Point at, Way how, boolean first) {
    way = how;
    answers = at.port() == NodeWriter.class || at.method().equals("write");
    asked = at.method().equals("ask");
    world.text = CARDS.formatted(1);
    if (first) {
      point = Optional.of(at);
    }
    Reconciler reconciler = started();
    loop.loop.advance(Duration.ofSeconds(20));
    point = Optional.of(at);
    loop.execute(reconciler::reload);
    loop.execute(reconciler::reregister);
    configure(2);
    loop.loop.advance(Duration.ofSeconds(20));
    world.label = "changed";
    loop.execute(world::tellNode);
    configure(3);
    loop.loop.advance(Duration.ofSeconds(20));

    assertThat(hits).as("calls that failed").isPositive();
    point = Optional.empty();
    List<Runnable> late = List.copyOf(hanging);
    hanging.clear();
    late.forEach(loop::execute);
    if (how == Way.GARBAGE) {
      // A source that reported nonsense reports the truth again.
      loop.execute(world::tellNode);
      loop.execute(world::tellConfig);
    }
    loop.loop.advance(Duration.ofSeconds(10));
    assertThat(world.listed).containsEntry(GPU, new Units(30, 30));
    assertThat(world.memory()).isEqualTo(3 * 15_360);
    assertThat(world.annotations.getOrDefault(REGISTER, "").split("\"count\":10", -1)).hasSize(4);
    assertThat(reconciler.state().trouble()).isEmpty();
  }
}
