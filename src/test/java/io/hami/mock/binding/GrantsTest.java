package io.hami.mock.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.log.LogOf;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Origin.OfInventory;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.node.HandStatus;
import io.hami.mock.port.BoundPod;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.Pods;
import io.hami.mock.reconcile.HandNode;
import io.hami.mock.reconcile.ManualLoop;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrantsTest {
  private static final String KEY = "hami.io/dcu-devices-to-allocate";
  private static final String LOCK = "hami.io/mutex.lock";
  private static final ResourceName COUNT = ResourceName.parse("hygon.com/dcunum");
  private static final Family FAMILY = new Family("Hygon", "Hygon", List.of(COUNT), Set.of());
  private static final Discovery MADE_UP =
      cards(
          madeUp(
              Optional.of(
                  new Contract.Binding(
                      COUNT,
                      KEY,
                      LOCK,
                      new ContainerView(List.of(new ContainerView.Variable.Ids("VISIBLE")))))));

  @RegisterExtension final LogOf log = new LogOf(Bindings.class);

  private final ManualLoop loop = new ManualLoop();
  private final HandPods pods = new HandPods();
  private final HandNode node = new HandNode();
  private final Grants grants = new Grants();

  /** An API server that is slow to list the pods. */
  private final class SlowPods implements Pods {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch answer = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);

    @Override
    public Optional<BoundPod> get(String namespace, String name) throws IOException {
      return pods.get(namespace, name);
    }

    @Override
    public List<BoundPod> pending() throws IOException {
      asked.countDown();
      try {
        assertThat(answer.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException _) {
        interrupted.countDown();
        throw new InterruptedIOException("interrupted");
      }
      return pods.pending();
    }

    @Override
    public Optional<String> missingRights() {
      return Optional.empty();
    }

    @Override
    public void annotate(BoundPod pod, Map<String, Optional<String>> changes) throws IOException {
      pods.annotate(pod, changes);
    }
  }

  private static Discovery cards(Origin origin) {
    return new Discovery.Present(FAMILY, origin, List.of(), List.of(), Map.of());
  }

  private static Origin madeUp(Optional<Contract.Binding> binding) {
    return new OfInventory(
        "inventory[0]", Set.of(COUNT), new Contract(Map.of(), Optional.empty(), binding));
  }

  private void start(Pods of, Discovery discovery) {
    grants.start(loop, new Cluster(node, new HandStatus(), of, "node1", node));
    Map<String, String> annotations = Map.of(LOCK, "2026-10-01T10:00:00Z,ns,p");
    grants.look(
        Optional.of(new NodeFacts("node1", annotations, Map.of(), Map.of(), Map.of())),
        List.of(discovery),
        true);
  }

  private CompletableFuture<List<Map<String, String>>> allocate() {
    return grants.allocate(COUNT, List.of(List.of()));
  }

  @Test
  void aContainerSeesTheCardsThatTheSchedulerChose() {
    pods.bind("p", KEY, "DCU-1,DCU,100,30:;");
    start(pods, MADE_UP);
    assertThat(allocate().join()).containsExactly(Map.of("VISIBLE", "DCU-1"));
    assertThat(pods.annotation("p", KEY)).isEqualTo(";");
  }

  /** HAMi's chart gives its account no right on pods. */
  @Test
  void rightsThatAreMissingAreSaidWhenThereAreCardsToGive() {
    pods.forbidden = Optional.of("grant 'list' on pods");
    start(pods, cards(Origin.NODE));
    start(pods, MADE_UP);
    await().untilAsserted(() -> assertThat(log.lines()).hasSize(1));
    assertThat(log.lines()).singleElement().asString().contains("grant 'list' on pods");
  }

  @Test
  void anAllocateThatIsCancelledIsInterruptedAndWritesNothing() throws InterruptedException {
    pods.bind("p", KEY, "DCU-1,DCU,100,30:;");
    SlowPods slow = new SlowPods();
    start(slow, MADE_UP);
    CompletableFuture<List<Map<String, String>>> given = allocate();
    assertThat(slow.asked.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<List<Map<String, String>>> waiting = allocate();
    waiting.cancel(true);
    given.cancel(true);
    assertThat(slow.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    slow.answer.countDown();
    // The next Allocate is answered and gets the devices.
    assertThat(allocate().join()).containsExactly(Map.of("VISIBLE", "DCU-1"));
    assertThat(pods.writes).hasSize(1);
  }

  @Test
  void anAllocateIsAnsweredAfterTheEndOfThePlugin() {
    pods.bind("p", KEY, "DCU-1,DCU,100,30:;");
    start(pods, MADE_UP);
    grants.close();
    assertThat(allocate().join()).containsExactly(Map.of("VISIBLE", "DCU-1"));
  }

  static List<Discovery> notOurs() {
    return List.of(
        cards(Origin.NODE),
        cards(new Origin.OfHardware("NVML")),
        cards(madeUp(Optional.empty())),
        new Discovery.Absent(FAMILY, new Reason(Reason.Kind.NO_ANNOTATION, "none")));
  }

  @ParameterizedTest
  @MethodSource("notOurs")
  void cardsThatAreNotMadeUpAreNotShownAndTheirLockIsLeftAlone(Discovery discovery) {
    pods.bind("p", KEY, "DCU-1,DCU,100,30:;");
    start(pods, discovery);
    assertThat(allocate().join()).containsExactly(Map.of());
    assertThat(pods.writes).isEmpty();
    assertThat(loop.timers()).isZero();
  }

  @Test
  void theLockOfAPodThatHasEndedIsReleased() {
    pods.put("p", "node1", "Failed", Map.of());
    node.lock = Optional.of("2026-10-01T10:00:00Z,ns,p");
    start(pods, MADE_UP);
    loop.advance(StaleLocks.FIRST_PAUSE);
    await()
        .until(
            () -> {
              loop.run();
              return node.lock.isEmpty();
            });
  }
}
