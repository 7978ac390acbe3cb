package io.hami.mock.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.log.LogOf;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.reconcile.HandNode;
import io.hami.mock.reconcile.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaleLocksTest {
  private static final Duration STEP = Duration.ofMillis(10);
  private static final String KEY = "hami.io/mutex.lock";
  private static final ResourceName COUNT = ResourceName.parse("hygon.com/dcunum");
  private static final String GIVEN_UP =
      " is Failed, so the lock hami.io/mutex.lock that HAMi's scheduler took for it is released";
  private static final Duration LONG = Duration.ofMinutes(10);

  private final ManualLoop loop = new ManualLoop();
  private final HandPods pods = new HandPods();
  private final HandNode node = new HandNode();
  private final HandBackground background = new HandBackground();
  private final StaleLocks locks = new StaleLocks(loop, pods, node, "node1", background);

  @RegisterExtension private final LogOf log = new LogOf(StaleLocks.class);

  /** Runs tasks when a test says so. */
  private static final class HandBackground implements Function<Runnable, Future<?>> {
    final List<Runnable> held = new ArrayList<>();
    final List<CompletableFuture<Void>> started = new ArrayList<>();
    boolean holds;

    @Override
    public Future<?> apply(Runnable task) {
      CompletableFuture<Void> run = new CompletableFuture<>();
      started.add(run);
      if (holds) {
        held.add(task);
      } else {
        task.run();
      }
      return run;
    }
  }

  private static Contract.Binding lockedBy(String key) {
    return new Contract.Binding(COUNT, "hami.io/x", key, ContainerView.NONE);
  }

  private static String lockOf(String pod) {
    return "2026-10-01T10:00:00Z,ns," + pod;
  }

  /** The Node as the watch reports it. */
  private NodeFacts facts() {
    Map<String, String> annotations = new HashMap<>();
    node.lock.ifPresent(value -> annotations.put(KEY, value));
    return new NodeFacts("node1", annotations, Map.of(), Map.of(), Map.of());
  }

  private void see() {
    locks.look(facts(), List.of(lockedBy(KEY)));
  }

  private void seeLock(String value) {
    node.lock = Optional.of(value);
    see();
  }

  private void put(String name, String phase) {
    pods.put(name, "node1", phase, Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Failed", "Succeeded"})
  void theLockOfAPodThatHasEndedIsReleasedAndLoggedOnce(String phase) {
    put("p", phase);
    seeLock(lockOf("p"));
    loop.advance(StaleLocks.FIRST_PAUSE.dividedBy(2));
    assertThat(pods.gets).isZero();
    loop.advance(StaleLocks.FIRST_PAUSE.dividedBy(2));
    assertThat(node.lock).isEmpty();
    see();
    loop.advance(LONG);
    assertThat(node.releases).containsExactly(new HandNode.Asked(KEY, lockOf("p")));
    assertThat(log.lines())
        .containsExactly(
            "pod ns/p is "
                + phase
                + ", so the lock hami.io/mutex.lock that HAMi's scheduler took for it is released");
    assertThat(loop.timers()).isZero();
  }

  /** Its Allocate was cancelled before that, or the API server was away. */
  @ParameterizedTest
  @ValueSource(strings = {"success", "failed"})
  void theLockOfAPodThatIsDoneWithItsBindingIsReleased(String phase) {
    pods.put("p", "node1", "Running", Map.of("hami.io/bind-phase", phase));
    pods.put("q", "node2", "Running", Map.of("hami.io/bind-phase", phase));
    pods.put("r", "node1", "Pending", Map.of("hami.io/bind-phase", "allocating"));
    seeLock(lockOf("q"));
    loop.advance(LONG);
    seeLock(lockOf("r"));
    loop.advance(LONG);
    assertThat(node.releases).isEmpty();
    seeLock(lockOf("p"));
    loop.advance(StaleLocks.FIRST_PAUSE);
    assertThat(node.lock).isEmpty();
    assertThat(log.lines())
        .containsExactly(
            "pod ns/p is done with its binding, so the lock hami.io/mutex.lock that HAMi's"
                + " scheduler took for it is released");
  }

  @Test
  void aPodThatIsRejectedLaterIsFoundWithinTheLongestPause() {
    put("p", "Pending");
    seeLock(lockOf("p"));
    loop.advance(Duration.ofMinutes(2));
    assertThat(node.releases).isEmpty();
    put("p", "Failed");
    loop.advance(StaleLocks.LONGEST_PAUSE);
    assertThat(node.lock).isEmpty();
  }

  private Duration nextGet() {
    Duration waited = Duration.ZERO;
    for (int before = pods.gets; pods.gets == before; waited = waited.plus(STEP)) {
      loop.advance(STEP);
    }
    return waited;
  }

  @Test
  void thePausesGrow() {
    put("p", "Running");
    seeLock(lockOf("p"));
    for (int get = 0; get < 6; get++) {
      Duration wait = StaleLocks.FIRST_PAUSE.multipliedBy(1L << get);
      Duration most =
          wait.compareTo(StaleLocks.LONGEST_PAUSE) < 0 ? wait : StaleLocks.LONGEST_PAUSE;
      assertThat(nextGet()).isBetween(most.multipliedBy(4).dividedBy(5), most.plus(STEP));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "node1, Pending",
    "node1, Running",
    "node1, Unknown",
    "node1, ''",
    "node2, Failed",
    "'',    Failed",
    "node2, Succeeded"
  })
  void aPodThatHasNotEndedOrIsNotHereKeepsItsLock(String boundTo, String phase) {
    pods.put("p", boundTo, phase, Map.of());
    seeLock(lockOf("p"));
    loop.advance(LONG);
    assertThat(pods.gets).isPositive();
    assertThat(node.releases).isEmpty();
    assertThat(log.lines()).isEmpty();
  }

  /** HAMi's scheduler releases it by itself. */
  @Test
  void theLockOfAPodThatIsGoneIsLeftAlone() {
    seeLock(lockOf("p"));
    loop.advance(LONG);
    assertThat(pods.gets).isPositive();
    assertThat(node.releases).isEmpty();
    assertThat(log.lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-10-01T10:00:00Z", "x,ns", "x,ns,", "x,,p", "", "x,ns,p,p"})
  void aLockWithoutAnOwnerIsLeftAlone(String value) {
    put("p", "Failed");
    seeLock(value);
    assertThat(loop.timers()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cambricon.com/dsmlu.lock", ""})
  void aLockThatIsNoneOfOurFamiliesIsLeftAlone(String ours) {
    node.lock = Optional.of(lockOf("p"));
    locks.look(facts(), List.of(lockedBy(ours)));
    assertThat(loop.timers()).isZero();
  }

  /** Most vendors use the same lock. */
  @Test
  void aLockOfManyFamiliesIsLookedAtOnce() {
    put("p", "Failed");
    node.lock = Optional.of(lockOf("p"));
    locks.look(facts(), List.of(lockedBy(KEY), lockedBy(KEY), lockedBy("other")));
    assertThat(loop.timers()).isEqualTo(1);
  }

  @Test
  void aLockThatIsReleasedInTimeCostsNoRequest() {
    put("p", "Pending");
    seeLock(lockOf("p"));
    loop.advance(Duration.ofSeconds(1));
    node.lock = Optional.empty();
    see();
    loop.advance(LONG);
    assertThat(pods.gets).isZero();
    assertThat(loop.timers()).isZero();
  }

  @Test
  void theLockOfTheNextPodIsTreatedAnew() {
    put("p", "Failed");
    put("q", "Pending");
    seeLock(lockOf("p"));
    loop.advance(Duration.ofSeconds(1));
    seeLock(lockOf("q"));
    loop.advance(Duration.ofSeconds(1));
    assertThat(pods.gets).isZero();
    loop.advance(LONG);
    assertThat(node.releases).isEmpty();
    put("q", "Failed");
    loop.advance(StaleLocks.LONGEST_PAUSE);
    assertThat(log.lines()).containsExactly("pod ns/q" + GIVEN_UP);
  }

  /** Each change of the Node makes a new plan. */
  @Test
  void aNodeThatKeepsChangingDoesNotDelayTheRelease() {
    put("p", "Failed");
    seeLock(lockOf("p"));
    for (int i = 0; i < 20; i++) {
      see();
      loop.advance(Duration.ofMillis(100));
    }
    assertThat(node.lock).isEmpty();
  }

  @Test
  void aLockThatHasBeenTakenAnewSinceTheNodeWasSeenIsNotTouched() {
    put("p", "Failed");
    seeLock(lockOf("p"));
    node.lock = Optional.of("2026-10-01T10:00:09Z,ns,p");
    loop.advance(StaleLocks.FIRST_PAUSE);
    assertThat(node.releases).hasSize(1);
    assertThat(node.lock).isPresent();
    assertThat(log.lines()).isEmpty();
  }

  /** The watch may be late, or may not be granted, so that the Node is read every 30 s. */
  @Test
  void aNodeThatStillShowsTheReleasedLockIsLookedAtNowAndThen() {
    put("p", "Failed");
    seeLock(lockOf("p"));
    NodeFacts late = facts();
    loop.advance(StaleLocks.FIRST_PAUSE);
    for (int second = 0; second < 30; second++) {
      locks.look(late, List.of(lockedBy(KEY)));
      loop.advance(Duration.ofSeconds(1));
    }
    assertThat(node.releases).hasSizeBetween(2, 5);
    assertThat(log.lines()).containsExactly("pod ns/p" + GIVEN_UP);
  }

  @Test
  void aNodeEventBeforeTheAnswerDoesNotSuppressTheLogLine() {
    put("p", "Failed");
    seeLock(lockOf("p"));
    node.faster =
        () -> locks.look(new NodeFacts("node1", Map.of(), Map.of(), Map.of(), Map.of()), List.of());
    loop.advance(LONG);
    assertThat(log.lines()).containsExactly("pod ns/p" + GIVEN_UP);
    assertThat(loop.timers()).isZero();
  }

  @Test
  void aMissingRightToSeePodsIsLoggedOnceAndRetriedSlowlyForAllPods() {
    pods.forbidden = Optional.of("grant 'get' on pods");
    for (int minute = 0; minute < 10; minute++) {
      put("p" + minute, "Failed");
      seeLock(lockOf("p" + minute));
      loop.advance(Duration.ofMinutes(1));
    }
    assertThat(pods.gets).isBetween(9, 11);
    assertThat(log.lines())
        .containsExactly("locks of pods that have ended are not released: grant 'get' on pods");
    pods.forbidden = Optional.empty();
    loop.advance(StaleLocks.FORBIDDEN_PAUSE);
    assertThat(node.lock).isEmpty();
  }

  @Test
  void aMissingRightToReleaseIsLoggedOnceAndRetriedSlowly() {
    put("p", "Failed");
    node.answer = Optional.of(new Answer.Forbidden("grant 'patch' on nodes"));
    seeLock(lockOf("p"));
    loop.advance(LONG);
    assertThat(node.releases).hasSizeBetween(9, 11);
    assertThat(log.lines())
        .containsExactly("locks of pods that have ended are not released: grant 'patch' on nodes");
    node.answer = Optional.of(new Answer.Written());
    loop.advance(StaleLocks.FORBIDDEN_PAUSE);
    assertThat(node.lock).isEmpty();
  }

  @Test
  void anUnreachableApiServerIsAskedAgainWithoutALogLine() {
    put("p", "Failed");
    pods.trouble = Optional.of("away");
    seeLock(lockOf("p"));
    loop.advance(LONG);
    assertThat(log.lines()).isEmpty();
    pods.trouble = Optional.empty();
    loop.advance(StaleLocks.LONGEST_PAUSE);
    assertThat(node.lock).isEmpty();
  }

  @Test
  void aReleaseThatFailsIsLoggedOnceAndRetried() {
    put("p", "Failed");
    node.answer = Optional.of(new Answer.Failed("the API server refuses: 500"));
    seeLock(lockOf("p"));
    loop.advance(LONG);
    assertThat(node.releases).hasSizeGreaterThan(10);
    assertThat(log.lines())
        .containsExactly(
            "pod ns/p: lock hami.io/mutex.lock stays on the Node, so no other pod is bound to it"
                + " until it expires: the API server refuses: 500");
    node.answer = Optional.of(new Answer.Written());
    loop.advance(StaleLocks.LONGEST_PAUSE);
    assertThat(node.lock).isEmpty();
  }

  @Test
  void theLoopDoesNotWaitForThePod() {
    put("p", "Failed");
    background.holds = true;
    seeLock(lockOf("p"));
    loop.advance(LONG);
    assertThat(background.held).hasSize(1);
    assertThat(pods.gets).isZero();
    background.held.getFirst().run();
    assertThat(node.releases).isEmpty();
    loop.run();
    assertThat(node.lock).isEmpty();
  }

  private void endDuringALookUp(Runnable end) {
    put("p", "Failed");
    background.holds = true;
    seeLock(lockOf("p"));
    loop.advance(StaleLocks.FIRST_PAUSE);
    end.run();
    assertThat(background.started.getFirst()).isCancelled();
    background.held.getFirst().run();
    loop.advance(LONG);
    assertThat(node.releases).isEmpty();
    assertThat(loop.timers()).isZero();
  }

  @Test
  void bindingsThatAreSwitchedOffEndALookUp() {
    endDuringALookUp(() -> locks.look(facts(), List.of()));
  }

  @Test
  void stoppingEndsALookUpAndNoneBeginsAfterwards() {
    endDuringALookUp(locks::close);
    see();
    assertThat(loop.timers()).isZero();
  }
}
