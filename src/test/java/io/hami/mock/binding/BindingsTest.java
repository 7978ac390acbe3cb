package io.hami.mock.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.PodDevices.PodDevice;
import io.hami.mock.binding.Binding.Bound;
import io.hami.mock.binding.Binding.Broken;
import io.hami.mock.binding.Binding.NoBinding;
import io.hami.mock.port.BoundPod;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.reconcile.HandNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindingsTest {
  private static final String KEY = "hami.io/vgpu-devices-to-allocate";
  private static final String PHASE = "hami.io/bind-phase";
  private static final String LOCK = "hami.io/mutex.lock";
  private static final BindingKeys KEYS = new BindingKeys(KEY, LOCK);
  private static final String ONE = "GPU-a,NVIDIA,3000,30:;";
  private static final PodDevice A = new PodDevice("GPU-a", "NVIDIA", 3000, 30);
  private static final PodDevice B = new PodDevice("GPU-b", "NVIDIA", 1, 2);

  private final HandPods pods = new HandPods();
  private final HandNode node = new HandNode();
  private final Bindings bindings = new Bindings(pods, node, "node1", Duration.ofMillis(50));

  private Binding complete() {
    return bindings.complete(KEYS, node);
  }

  private static String lockOf(String pod) {
    return "2026-10-01T10:00:00Z,ns," + pod;
  }

  private void lockedBy(String pod) {
    node.lock = Optional.of(lockOf(pod));
  }

  /** Whether an interrupt that a test makes is told on; the next test must not have it. */
  @AfterEach
  void wake() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void theOnlyContainersDevicesAreTakenAndTheLockIsReleased() {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
    BoundPod before = pods.get("p");
    assertThat(complete()).isEqualTo(new Bound(before, List.of(A)));
    assertThat(pods.writes)
        .containsExactly(Map.of(KEY, Optional.of(";"), PHASE, Optional.of("success")));
    assertThat(node.releases).containsExactly(new HandNode.Asked(LOCK, lockOf("p")));
  }

  @Test
  void containersAreTakenOneAfterAnotherAndTheLockIsHeldUntilTheLast() {
    pods.bind("p", KEY, ";" + ONE + "GPU-b,NVIDIA,1,2:;");
    lockedBy("p");
    assertThat(complete()).extracting("devices").isEqualTo(List.of(A));
    assertThat(pods.annotation("p", KEY)).isEqualTo(";;GPU-b,NVIDIA,1,2:;");
    assertThat(pods.annotation("p", PHASE)).isEqualTo("allocating");
    assertThat(node.releases).isEmpty();
    assertThat(complete()).extracting("devices").isEqualTo(List.of(B));
    assertThat(pods.annotation("p", KEY)).isEqualTo(";;;");
    assertThat(pods.annotation("p", PHASE)).isEqualTo("success");
    assertThat(node.lock).isEmpty();
    assertThat(complete()).isEqualTo(new NoBinding());
  }

  @Test
  void theLockIsHeldWhileAnotherVendorsDevicesAreNotTaken() {
    String other = "hami.io/Ascend910B-devices-to-allocate";
    Map<String, String> annotations = new HashMap<>(HandPods.bound(KEY, ONE, "1"));
    annotations.put(other, "x,Ascend910B,1,2:;");
    annotations.put("hami.io/vgpu-devices-allocated", ONE);
    annotations.put("hami.io/dcu-devices-to-allocate", "nobody can read this");
    pods.put("p", "node1", "Pending", annotations);
    lockedBy("p");
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("allocating");
    assertThat(node.releases).isEmpty();
    assertThat(bindings.complete(new BindingKeys(other, LOCK), node)).isInstanceOf(Bound.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("success");
    assertThat(node.lock).isEmpty();
  }

  @Test
  void theLocksPodComesBeforeAnOlderOne() {
    pods.put("old", "node1", "Pending", HandPods.bound(KEY, ONE, "1"));
    pods.put("p", "node1", "Pending", HandPods.bound(KEY, ONE, "2"));
    lockedBy("p");
    assertThat(complete()).extracting("pod.name").isEqualTo("p");
  }

  @Test
  void withoutALockTheOldestComesFirstAndOneWithoutATimeLast() {
    pods.put("c", "node1", "Pending", HandPods.bound(KEY, ONE, "soon"));
    pods.put("b", "node1", "Pending", HandPods.bound(KEY, ONE, "1000"));
    pods.put("a", "node1", "Pending", HandPods.bound(KEY, ONE, "999"));
    assertThat(complete()).extracting("pod.name").isEqualTo("a");
    assertThat(complete()).extracting("pod.name").isEqualTo("b");
    assertThat(complete()).extracting("pod.name").isEqualTo("c");
    assertThat(node.releases).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-10-01T10:00:00Z", "x,ns", "x,ns,gone", "x,ns,busy", "", "a,b,c,d"})
  void aLockThatLeadsToNoPodThatWaitsIsNoReasonNotToLookForOne(String lock) {
    pods.put("busy", "node1", "Running", HandPods.bound(KEY, ONE, "1"));
    pods.bind("p", KEY, ONE);
    node.lock = Optional.of(lock);
    assertThat(complete()).extracting("pod.name").isEqualTo("p");
  }

  @Test
  void aVendorWithoutALockIsAskedForNone() {
    pods.bind("p", KEY, ONE);
    lockedBy("q");
    assertThat(bindings.complete(new BindingKeys(KEY, ""), node)).isInstanceOf(Bound.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("success");
    assertThat(node.reads).isZero();
    assertThat(node.releases).isEmpty();
  }

  /** Cambricon's lock is only a time. */
  @Test
  void aLockWithoutAnOwnerIsReleased() {
    pods.bind("p", KEY, ONE);
    node.lock = Optional.of("2026-10-01T10:00:00Z");
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(node.lock).isEmpty();
  }

  @Test
  void anothersLockIsNotTouched() {
    pods.bind("p", KEY, ONE);
    lockedBy("pp");
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(node.releases).isEmpty();
  }

  /** As where a lock has expired and is taken for the next pod. */
  @ParameterizedTest
  @ValueSource(strings = {"2026-10-01T10:05:00Z,ns,q", "2026-10-01T10:05:00Z"})
  void aLockThatBecomesAnothersAfterItWasReadIsNotTouched(String next) {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
    node.faster = () -> node.lock = Optional.of(next);
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(node.releases).hasSize(1);
    assertThat(node.lock).hasValue(next);
  }

  @ParameterizedTest
  @CsvSource({
    "node2, Pending, allocating, node1, 1",
    "'',    Pending, allocating, node1, 1",
    "node1, Running, allocating, node1, 1",
    "node1, Pending, failed,     node1, 1",
    "node1, Pending, '',         node1, 1",
    "node1, Pending, allocating, node2, 1",
    "node1, Pending, allocating, node1, 0"
  })
  void whatDoesNotWaitHereIsNoBinding(
      String boundTo, String phase, String bindPhase, String chosen, int devices) {
    Map<String, String> annotations = new HashMap<>();
    annotations.put(PHASE, bindPhase);
    annotations.put("hami.io/vgpu-node", chosen);
    annotations.put(KEY, devices == 0 ? ";" : ONE);
    pods.put("p", boundTo, phase, annotations);
    assertThat(complete()).isEqualTo(new NoBinding());
    lockedBy("p");
    assertThat(complete()).isEqualTo(new NoBinding());
    assertThat(pods.writes).isEmpty();
    assertThat(node.releases).isEmpty();
  }

  @Test
  void anOrdinaryPodIsNoBinding() {
    pods.put("p", "node1", "Pending", Map.of());
    assertThat(complete()).isEqualTo(new NoBinding());
  }

  @Test
  void aPodThatIsASuccessForAnotherVendorStillWaits() {
    pods.put("p", "node1", "Pending", Map.of(PHASE, "success", KEY, ONE));
    assertThat(complete()).isInstanceOf(Bound.class);
  }

  @Test
  void anAnnotationThatCannotBeReadFailsThePodAndReleasesTheLock() {
    pods.bind("p", KEY, "GPU-a,NVIDIA,x,30:;");
    lockedBy("p");
    assertThat(complete())
        .isEqualTo(
            new Broken(
                "pod ns/p: annotation hami.io/vgpu-devices-to-allocate: container 1, device 1,"
                    + " memory: expected a whole number from 0 to 2147483647, found \"x\" at"
                    + " position 13"));
    assertThat(pods.annotation("p", PHASE)).isEqualTo("failed");
    assertThat(node.lock).isEmpty();
  }

  @Test
  void aWriteThatIsRefusedFailsThePodAndReleasesTheLock() {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
    pods.writeTrouble = Optional.of("may not patch pods: grant 'patch' on pods (403)");
    assertThat(complete())
        .isEqualTo(new Broken("pod ns/p: may not patch pods: grant 'patch' on pods (403)"));
    assertThat(node.lock).isEmpty();
  }

  @Test
  void anApiServerThatIsAwayBreaksItBeforeAnythingIsWritten() {
    pods.bind("p", KEY, ONE);
    pods.trouble = Optional.of("away");
    assertThat(complete()).isEqualTo(new Broken("cannot look for the pod: away"));
    pods.trouble = Optional.empty();
    node.trouble = Optional.of("away");
    assertThat(complete()).isEqualTo(new Broken("cannot look for the pod: away"));
    assertThat(pods.writes).isEmpty();
    assertThat(node.releases).isEmpty();
  }

  @Test
  void aChangeInBetweenIsReadAndKept() {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
    pods.before(1, () -> pods.annotate("p", KEY, "GPU-b,NVIDIA,1,2:;;"));
    pods.before(1, () -> pods.annotate("p", "somebody", "else's"));
    assertThat(complete()).extracting("devices").isEqualTo(List.of(B));
    assertThat(pods.annotation("p", KEY)).isEqualTo(";;");
    assertThat(pods.annotation("p", "somebody")).isEqualTo("else's");
  }

  @Test
  void changesWithoutEndAreGivenUp() {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
    pods.before(4, () -> pods.annotate("p", "somebody", "else's"));
    assertThat(complete()).isEqualTo(new Broken("pod ns/p: 409"));
    assertThat(pods.annotation("p", PHASE)).isEqualTo("failed");
    assertThat(pods.annotation("p", KEY)).isEqualTo(ONE);
    assertThat(node.lock).isEmpty();
  }

  @Test
  void aPodThatCannotBeMarkedAsFailedStillLosesItsLock() {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
    pods.before(9, () -> pods.annotate("p", "somebody", "else's"));
    assertThat(complete()).isInstanceOf(Broken.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("allocating");
    assertThat(node.lock).isEmpty();
  }

  @Test
  void aPodThatIsDeletedInBetweenLosesItsLock() {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
    pods.before(
        1,
        () -> {
          pods.annotate("p", "a", "b");
          pods.put("p", "node1", "Failed", pods.get("p").annotations());
        });
    assertThat(complete()).isEqualTo(new Broken("pod ns/p: it waits for no devices any more"));
    pods.bind("q", KEY, ONE);
    lockedBy("q");
    pods.before(1, () -> pods.delete("q"));
    assertThat(complete()).isEqualTo(new Broken("pod ns/q: 404"));
    assertThat(node.lock).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"forbidden", "failed", "silent"})
  void aLockThatCannotBeReleasedDoesNotTakeThePodsDevicesAway(String answer) {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
    node.answer =
        switch (answer) {
          case "forbidden" -> Optional.of(new Answer.Forbidden("grant 'patch' on nodes"));
          case "failed" -> Optional.of(new Answer.Failed("away"));
          default -> Optional.empty();
        };
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("success");
    assertThat(node.releases).hasSize(1);
  }

  @Test
  void aLockThatCannotBeReadStaysAsItIs() {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
    pods.before(1, () -> node.trouble = Optional.of("away"));
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(node.releases).isEmpty();
  }

  @Test
  void anInterruptIsKept() {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
    node.answer = Optional.empty();
    Thread.currentThread().interrupt();
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
