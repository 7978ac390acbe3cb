package io.hami.mock.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.PodDevices.PodDevice;
import io.hami.mock.binding.Binding.Bound;
import io.hami.mock.binding.Binding.Broken;
import io.hami.mock.binding.Binding.NoBinding;
import io.hami.mock.log.LogOf;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.BoundPod;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.reconcile.HandNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindingsTest {
  private static final String KEY = "hami.io/vgpu-devices-to-allocate";
  private static final String PHASE = "hami.io/bind-phase";
  private static final String LOCK = "hami.io/mutex.lock";
  private static final Contract.Binding NVIDIA = binding(KEY, LOCK);
  private static final Contract.Binding ASCEND =
      binding("hami.io/Ascend910B-devices-to-allocate", LOCK);
  private static final Contract.Binding CAMBRICON =
      binding("hami.io/cambricon-mlu-devices-to-allocate", "cambricon.com/dsmlu.lock");

  /** The time at which {@link HandPods#bind} binds. */
  private static final String BOUND_AT = "1970-01-01T00:01:40Z";

  private static final String ONE = "GPU-a,NVIDIA,3000,30:;";
  private static final PodDevice A = new PodDevice("GPU-a", "NVIDIA", 3000, 30);
  private static final PodDevice B = new PodDevice("GPU-b", "NVIDIA", 1, 2);

  private final HandPods pods = new HandPods();
  private final HandNode node = new HandNode();
  private final Bindings bindings = new Bindings(pods, node, node, "node1");
  private boolean wanted = true;

  @RegisterExtension private final LogOf log = new LogOf(Bindings.class);

  private static Contract.Binding binding(String toAllocate, String lock) {
    return new Contract.Binding(
        ResourceName.parse("example.com/count"), toAllocate, lock, ContainerView.NONE);
  }

  private Binding complete() {
    return complete(NVIDIA);
  }

  private Binding complete(Contract.Binding binding) {
    return bindings.complete(binding, List.of(NVIDIA, ASCEND, CAMBRICON), () -> wanted);
  }

  private static String lockOf(String pod) {
    return "2026-10-01T10:00:00Z,ns," + pod;
  }

  private void lockedBy(String pod) {
    node.lock = Optional.of(lockOf(pod));
  }

  /** The scheduler binds a pod with one container to one card, and takes the lock for it. */
  private void bindAndLock() {
    pods.bind("p", KEY, ONE);
    lockedBy("p");
  }

  private void assertNothingIsWritten() {
    assertThat(pods.writes).isEmpty();
    assertThat(node.releases).isEmpty();
  }

  /** Whether an interrupt that a test makes is told on; the next test must not have it. */
  @AfterEach
  void wake() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void theOnlyContainersDevicesAreTakenAndTheLockIsReleased() {
    bindAndLock();
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

  private void bindWithAnother(String toAllocate) {
    Map<String, String> annotations = new HashMap<>(HandPods.bound(KEY, ONE, "100"));
    annotations.put(toAllocate, "x,Another,1,2:;");
    annotations.put("hami.io/vgpu-devices-allocated", ONE);
    annotations.put("hami.io/dcu-devices-to-allocate", "nobody can read this");
    pods.put("p", "node1", "Pending", annotations);
    lockedBy("p");
  }

  @Test
  void theLockIsHeldWhileDevicesOfAVendorWithTheSameLockAreNotTaken() {
    bindWithAnother(ASCEND.toAllocate());
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("allocating");
    assertThat(node.releases).isEmpty();
    assertThat(complete(ASCEND)).isInstanceOf(Bound.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("success");
    assertThat(node.lock).isEmpty();
  }

  @Test
  void eachVendorsOwnLockIsReleasedWhenItsDevicesAreTaken() {
    bindWithAnother(CAMBRICON.toAllocate());
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("allocating");
    assertThat(node.releases).containsExactly(new HandNode.Asked(LOCK, lockOf("p")));
    node.lock = Optional.of(BOUND_AT);
    assertThat(complete(CAMBRICON)).isInstanceOf(Bound.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("success");
    assertThat(node.releases).endsWith(new HandNode.Asked(CAMBRICON.lock(), BOUND_AT)).hasSize(2);
  }

  /** As Moore Threads where it is not made up here: nobody ever takes those devices. */
  @Test
  void theLockIsNotHeldForAVendorThatNobodyCompletes() {
    bindWithAnother("hami.io/mthreads-vgpu-devices-to-allocate");
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("allocating");
    assertThat(node.lock).isEmpty();
  }

  @Test
  void thePodOfTheLockComesBeforeAnOlderPod() {
    pods.put("old", "node1", "Pending", HandPods.bound(KEY, ONE, "1"));
    pods.put("p", "node1", "Pending", HandPods.bound(KEY, ONE, "2"));
    lockedBy("p");
    assertThat(complete()).extracting("pod.name").isEqualTo("p");
  }

  @Test
  void withoutALockTheOldestPodComesFirstAndOneWithoutATimeLast() {
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
  void aWaitingPodIsFoundAlthoughTheLockNamesNone(String lock) {
    pods.put("busy", "node1", "Running", HandPods.bound(KEY, ONE, "1"));
    pods.bind("p", KEY, ONE);
    node.lock = Optional.of(lock);
    assertThat(complete()).extracting("pod.name").isEqualTo("p");
  }

  @Test
  void aVendorWithoutALockIsAskedForNone() {
    pods.bind("p", KEY, ONE);
    lockedBy("q");
    assertThat(complete(binding(KEY, ""))).isInstanceOf(Bound.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("success");
    assertThat(node.reads).isZero();
    assertThat(node.releases).isEmpty();
  }

  /** Cambricon's lock is only a time. */
  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:01:39Z,      false",
    "1970-01-01T00:01:40Z,      true",
    "1970-01-01T08:03:39+08:00, true",
    "1970-01-01T00:03:40Z,      false",
    "2026-10-01T10:00:00Z,      false",
    "soon,                      false"
  })
  void aLockWithoutAnOwnerIsReleasedIfItIsOfTheTimeOfTheBinding(String lock, boolean released) {
    pods.bind("p", KEY, ONE);
    node.lock = Optional.of(lock);
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(node.lock.isEmpty()).isEqualTo(released);
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
    bindAndLock();
    node.faster = () -> node.lock = Optional.of(next);
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(node.releases).hasSize(1);
    assertThat(node.lock).hasValue(next);
  }

  /** As a StatefulSet does: the name is the same, the pod is not. */
  private void makeAnew(String lock) {
    pods.delete("p");
    pods.bind("p", KEY, "GPU-b,NVIDIA,1,2:;");
    node.lock = Optional.of(lock);
  }

  @Test
  void aPodThatIsMadeAnewKeepsItsDevices() {
    bindAndLock();
    pods.before(1, () -> makeAnew(lockOf("p")));
    assertThat(complete()).isEqualTo(new Broken("pod ns/p: it was deleted"));
    assertNothingIsWritten();
  }

  @Test
  void aPodThatIsMadeAnewKeepsItsLock() {
    bindAndLock();
    String next = "2026-10-01T10:00:09Z,ns,p";
    pods.written = () -> makeAnew(next);
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(node.lock).hasValue(next);
  }

  @Test
  void aPodThatIsBeingDeletedIsNoBinding() {
    pods.bind("p", KEY, ONE);
    pods.doom("p");
    assertThat(complete()).isEqualTo(new NoBinding());
    lockedBy("p");
    assertThat(complete()).isEqualTo(new NoBinding());
    assertNothingIsWritten();
  }

  @Test
  void aCancelledAllocateWritesNothing() {
    bindAndLock();
    wanted = false;
    assertThat(complete()).isEqualTo(new Broken("pod ns/p: its Allocate was cancelled"));
    assertNothingIsWritten();
  }

  @Test
  void anAllocateCancelledDuringAWriteWritesNothingAfterIt() {
    bindAndLock();
    pods.before(
        1,
        () -> {
          pods.annotate("p", "somebody", "else's");
          wanted = false;
        });
    assertThat(complete()).isInstanceOf(Broken.class);
    assertThat(pods.writes).isEmpty();
    wanted = true;
    pods.written = () -> wanted = false;
    assertThat(complete()).isInstanceOf(Bound.class);
    assertThat(pods.writes).hasSize(1);
    assertThat(node.releases).isEmpty();
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
  void aPodThatDoesNotWaitOnThisNodeIsNoBinding(
      String boundTo, String phase, String bindPhase, String chosen, int devices) {
    Map<String, String> annotations = new HashMap<>();
    annotations.put(PHASE, bindPhase);
    annotations.put("hami.io/vgpu-node", chosen);
    annotations.put(KEY, devices == 0 ? ";" : ONE);
    pods.put("p", boundTo, phase, annotations);
    assertThat(complete()).isEqualTo(new NoBinding());
    lockedBy("p");
    assertThat(complete()).isEqualTo(new NoBinding());
    assertNothingIsWritten();
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

  /** The kubelet rejects the pod then, so that its lock is stale. */
  @Test
  void aRefusedWriteBreaksTheBindingAndLeavesTheLockToStaleLocks() {
    bindAndLock();
    pods.writeTrouble = Optional.of("may not patch pods: grant 'patch' on pods (403)");
    assertThat(complete())
        .isEqualTo(new Broken("pod ns/p: may not patch pods: grant 'patch' on pods (403)"));
    assertThat(node.releases).isEmpty();
  }

  @Test
  void anUnreachableApiServerBreaksTheBindingBeforeAnyWrite() {
    pods.bind("p", KEY, ONE);
    pods.trouble = Optional.of("away");
    assertThat(complete()).isEqualTo(new Broken("cannot look for the pod: away"));
    pods.trouble = Optional.empty();
    node.trouble = Optional.of("away");
    assertThat(complete()).isEqualTo(new Broken("cannot look for the pod: away"));
    assertNothingIsWritten();
  }

  @Test
  void aConcurrentChangeOfThePodIsReadAndKept() {
    bindAndLock();
    pods.before(1, () -> pods.annotate("p", KEY, "GPU-b,NVIDIA,1,2:;;"));
    pods.before(1, () -> pods.annotate("p", "somebody", "else's"));
    assertThat(complete()).extracting("devices").isEqualTo(List.of(B));
    assertThat(pods.annotation("p", KEY)).isEqualTo(";;");
    assertThat(pods.annotation("p", "somebody")).isEqualTo("else's");
  }

  @Test
  void endlessConcurrentChangesEndTheAttempts() {
    bindAndLock();
    pods.before(4, () -> pods.annotate("p", "somebody", "else's"));
    assertThat(complete()).isEqualTo(new Broken("pod ns/p: 409"));
    assertThat(pods.annotation("p", PHASE)).isEqualTo("failed");
    assertThat(pods.annotation("p", KEY)).isEqualTo(ONE);
    assertThat(node.lock).isEmpty();
  }

  @Test
  void aPodThatCannotBeMarkedAsFailedKeepsItsLockToo() {
    bindAndLock();
    pods.before(9, () -> pods.annotate("p", "somebody", "else's"));
    assertThat(complete()).isInstanceOf(Broken.class);
    assertThat(pods.annotation("p", PHASE)).isEqualTo("allocating");
    assertThat(node.releases).isEmpty();
  }

  @Test
  void aPodThatEndsMeanwhileLosesItsLock() {
    bindAndLock();
    pods.before(
        1,
        () -> {
          pods.annotate("p", "a", "b");
          pods.put("p", "node1", "Failed", pods.get("p").annotations());
        });
    assertThat(complete()).isEqualTo(new Broken("pod ns/p: it no longer waits for devices"));
    assertThat(node.lock).isEmpty();
  }

  /** HAMi's scheduler frees it by itself. */
  @Test
  void theLockOfAPodThatIsDeletedMeanwhileIsLeftAlone() {
    bindAndLock();
    pods.before(1, () -> pods.delete("p"));
    assertThat(complete()).isEqualTo(new Broken("pod ns/p: it was deleted"));
    assertThat(node.releases).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"forbidden", "failed", "silent"})
  void aLockThatCannotBeReleasedDoesNotTakeThePodsDevicesAway(String answer) {
    bindAndLock();
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

  /** The API server's refusal names the pod, so it is another text for each. */
  @Test
  void aRightThatIsMissingIsSaidOnceAndNotForEachPod() {
    for (int number = 0; number < 3; number++) {
      pods.forbidden = Optional.of("pods \"p" + number + "\" is forbidden");
      assertThat(complete()).isInstanceOf(NoBinding.class);
    }
    assertThat(log.lines()).singleElement().asString().contains("p0");
  }

  @Test
  void aRightThatIsMissingIsSaidBeforeTheFirstPodComesAndNotAgain() {
    bindings.review();
    assertThat(log.lines()).isEmpty();
    pods.trouble = Optional.of("no route to host");
    bindings.review();
    assertThat(log.lines()).as("the first pod will show it").isEmpty();
    pods.trouble = Optional.empty();
    pods.forbidden = Optional.of("grant 'list' on pods");
    bindings.review();
    assertThat(complete()).isInstanceOf(NoBinding.class);
    assertThat(log.lines()).singleElement().asString().endsWith("its lock: grant 'list' on pods");
  }

  @Test
  void anInterruptEndsTheBindingBeforeItBeginsAndIsKept() {
    pods.bind("p", KEY, ONE);
    Thread.currentThread().interrupt();
    assertThat(complete()).isInstanceOf(Broken.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(pods.writes).isEmpty();
  }
}
