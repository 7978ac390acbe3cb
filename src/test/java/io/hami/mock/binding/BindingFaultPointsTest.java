package io.hami.mock.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin.OfInventory;
import io.hami.mock.model.ResourceName;
import io.hami.mock.node.HandStatus;
import io.hami.mock.port.BoundPod;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.Cluster.LockReader;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.port.NodeWriter.Release;
import io.hami.mock.port.Outage;
import io.hami.mock.port.Outage.Point;
import io.hami.mock.port.Outage.Way;
import io.hami.mock.port.Pods;
import io.hami.mock.reconcile.GuardedLoop;
import io.hami.mock.reconcile.HandNode;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every request that the completion of HAMi's bindings makes fails in every way, while pods are
 * bound to the Node. Ten seconds after the end of that no lock is left, and the next pod gets its
 * cards.
 */
class BindingFaultPointsTest {
  private static final String KEY = "hami.io/dcu-devices-to-allocate";
  private static final String LOCK = "hami.io/mutex.lock";
  private static final ResourceName COUNT = ResourceName.parse("hygon.com/dcunum");

  /** How long an Allocate may take, in the plugin as shipped. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration STEP = Duration.ofMillis(100);

  private static final Discovery CARDS =
      new Discovery.Present(
          new Family("Hygon", "Hygon", List.of(COUNT), Set.of()),
          new OfInventory(
              "inventory[0]",
              Set.of(COUNT),
              new Contract(
                  Map.of(),
                  Optional.empty(),
                  Optional.of(
                      new Contract.Binding(
                          COUNT,
                          KEY,
                          LOCK,
                          new ContainerView(List.of(new ContainerView.Variable.Ids("VISIBLE"))))))),
          List.of(),
          List.of(),
          Map.of());

  /** The Node's annotations are written elsewhere. */
  private static final Set<String> ELSEWHERE = Set.of("annotate");

  static Stream<Arguments> all() {
    return Stream.concat(
            Outage.points(Pods.class, LockReader.class),
            Outage.points(NodeWriter.class).filter(point -> !ELSEWHERE.contains(point.method())))
        .flatMap(point -> Stream.of(Way.values()).map(way -> Arguments.of(point, way)));
  }

  /** A thread for each task, as in the plugin, with a count of those that are at work. */
  private static final class Requests extends AbstractExecutorService {
    private final AtomicInteger running = new AtomicInteger();
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
      running.incrementAndGet();
      var _ =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      task.run();
                    } catch (RuntimeException | Error failure) {
                      uncaught.add(failure);
                    } finally {
                      running.decrementAndGet();
                    }
                  });
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }
  }

  private final GuardedLoop loop = new GuardedLoop();
  private final HandPods pods = new HandPods();
  private final HandNode node = new HandNode();
  private final Requests requests = new Requests();
  private final Grants grants = new Grants(requests);

  private static @Nullable Object garbage(Method method, Object[] arguments) {
    BoundPod nonsense =
        new BoundPod(
            "",
            "\u0000",
            "",
            "",
            "node1",
            "Pending",
            false,
            Map.of(KEY, "\u0000:;,", Bindings.PHASE, "allocating", "hami.io/bind-time", "soon"));
    return switch (method.getName()) {
      case "get" -> Optional.of(nonsense);
      case "pending" -> List.of(nonsense);
      case "missingRights", "read" -> Optional.of("\u0000,,");
      case "release" -> {
        answer(arguments[2], new Answer.Failed("\u0000"));
        yield null;
      }
      default -> null;
    };
  }

  @SuppressWarnings("unchecked")
  private static void answer(Object to, Release release) {
    ((Consumer<Release>) to).accept(release);
  }

  /** The Node as the watch reports it. */
  private void look() {
    Map<String, String> annotations = new HashMap<>();
    node.lock.ifPresent(value -> annotations.put(LOCK, value));
    grants.look(
        Optional.of(new NodeFacts("node1", annotations, Map.of(), Map.of(), Map.of())),
        List.of(CARDS),
        true);
  }

  /** Waits until each request has ended or hangs, and does what follows. */
  private void settle(Outage outage) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> requests.running.get() <= outage.waiting());
    loop.run();
  }

  private void advance(Outage outage, Duration time) {
    for (Duration now = Duration.ZERO; now.compareTo(time) < 0; now = now.plus(STEP)) {
      loop.advance(STEP);
      settle(outage);
      loop.execute(this::look);
    }
  }

  /** HAMi's scheduler binds a pod, and the kubelet admits it or not. */
  private CompletableFuture<List<Map<String, String>>> bind(
      Outage outage, String pod, boolean locked) {
    pods.bind(pod, KEY, "DCU-1,DCU,100,30:;");
    node.lock = locked ? Optional.of("2026-10-01T10:00:00Z,ns," + pod) : Optional.empty();
    loop.execute(this::look);
    loop.run();
    CompletableFuture<List<Map<String, String>>> given =
        grants.allocate(COUNT, List.of(List.of("DCU-1")));
    settle(outage);
    if (!given.isDone()) {
      advance(outage, PATIENCE);
    }
    given.cancel(false);
    settle(outage);
    pods.put(
        pod,
        "node1",
        given.isCompletedExceptionally() ? "Failed" : "Running",
        pods.get(pod).annotations());
    return given;
  }

  @ParameterizedTest
  @MethodSource("all")
  void noLockIsLeftTenSecondsAfterTheFault(Point at, Way way) {
    Outage outage =
        new Outage(
            way,
            (_, method, arguments) -> garbage(method, arguments),
            Pods.class,
            LockReader.class);
    grants.start(
        loop,
        new Cluster(
            outage.in(NodeWriter.class, node),
            new HandStatus(),
            outage.in(Pods.class, pods),
            "node1",
            outage.in(LockReader.class, node)));
    outage.begin(at);
    var _ = bind(outage, "without-a-lock", false);
    var _ = bind(outage, "with-a-lock", true);
    advance(outage, Duration.ofSeconds(30));
    assertThat(outage.hits()).as("calls that failed").isPositive();

    outage.end().forEach(late -> loop.execute(late::make));
    settle(outage);
    advance(outage, Duration.ofSeconds(10));
    assertThat(node.lock).isEmpty();
    assertThat(bind(outage, "next", true))
        .isCompletedWithValue(List.of(Map.of("VISIBLE", "DCU-1")));
    assertThat(pods.annotation("next", Bindings.PHASE)).isEqualTo(Bindings.SUCCESS);
    assertThat(node.lock).isEmpty();
    assertThat(requests.uncaught).isEmpty();
  }
}
