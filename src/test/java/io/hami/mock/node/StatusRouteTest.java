package io.hami.mock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.StatusMark;
import io.hami.mock.binding.HandPods;
import io.hami.mock.fault.Fault;
import io.hami.mock.fault.Injection;
import io.hami.mock.fault.Target;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Units;
import io.hami.mock.names.Ledger;
import io.hami.mock.node.HandStatus.Write;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import io.hami.mock.reconcile.FakeVendor;
import io.hami.mock.reconcile.HandNode;
import io.hami.mock.reconcile.WholeLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counts that no frame holds, through the loop as a whole. */
class StatusRouteTest extends WholeLoop<FakeVendor> {
  private static final ResourceName NAME = FakeVendor.NAME;

  /** Eight H200. */
  private static final long MANY = 1_155_072;

  private String mebibytes = Long.toString(MANY);

  StatusRouteTest() {
    super(new FakeVendor());
  }

  @BeforeEach
  void start() {
    start(Optional.of(cluster(new HandNode(), new HandPods())));
    configureNothing();
  }

  /** The Node as the watch tells of it: what was written, unless somebody changed it. */
  private void see() {
    Map<String, String> annotations = new HashMap<>();
    if (!mebibytes.isEmpty()) {
      annotations.put(FakeVendor.ANNOTATION, mebibytes);
    }
    status.mark.ifPresent(text -> annotations.put(StatusMark.KEY, text));
    see(new NodeFacts("n", annotations, Map.of(), status.quantities, status.quantities));
  }

  private void settle() {
    see();
    loop.advance(Patching.PAUSE);
    see();
  }

  private void show(String number) {
    status.quantities.put(NAME.toString(), number);
    see();
  }

  private static Write written(long units) {
    return new Write(Map.of(NAME, Optional.of(units)), Optional.of(NAME.toString()));
  }

  private static Write taken() {
    return new Write(Map.of(NAME, Optional.empty()), Optional.empty());
  }

  private void factor(int factor) {
    reconciler.use(Factors.NONE.with(new FactorScope.OfVendor("Example", Measure.MEMORY), factor));
    loop.run();
  }

  @Test
  void item68ACountThatNoFrameHoldsIsWrittenOnceAndThenLeftAlone() {
    settle();
    assertThat(status.writes).containsExactly(written(MANY));
    assertThat(resource().state()).isEqualTo("advertised");
    assertThat(resource().listed()).isEqualTo(new Units(MANY, MANY));
    assertThat(publisher.last().wanted()).isEmpty();
    loop.advance(Duration.ofHours(24));
    see();
    assertThat(status.writes).hasSize(1);
    assertThat(status.asked).isEqualTo(1);
    assertThat(loop.timers()).isZero();
  }

  @Test
  void aWrittenNumberWaitsUntilTheNodeShowsIt() {
    see();
    assertThat(status.writes).containsExactly(written(MANY));
    assertThat(resource().state()).isEqualTo("waiting-for-kubelet");
    assertThat(resource().reason())
        .isEqualTo("written into the Node's status 0 s ago; the Node does not show it yet");
    assertThat(resource().listed()).isEqualTo(Units.NONE);
    loop.advance(Duration.ofSeconds(25));
    assertThat(resource().reason()).contains("20 s ago");
    see();
    assertThat(resource().state()).isEqualTo("advertised");
    assertThat(loop.timers()).isLessThanOrEqualTo(1);
  }

  /** As where another component writes the number back at once. */
  @Test
  void howLongANumberWaitsDoesNotBeginAnewWithEachWrite() {
    see();
    for (int i = 0; i < 3; i++) {
      status.quantities.clear();
      see();
      loop.advance(Duration.ofSeconds(40));
    }
    assertThat(status.writes.size()).isGreaterThan(1);
    assertThat(resource().reason()).contains("120 s ago");
  }

  @Test
  void item68ANumberThatSomebodyRemovesIsRestored() {
    settle();
    for (int i = 1; i <= 5; i++) {
      status.quantities.clear();
      see();
      loop.advance(Patching.LONGEST_PAUSE.minusMillis(1));
      see();
      assertThat(status.writes).hasSize(1 + i);
    }
    assertThat(status.quantities).containsEntry(NAME.toString(), Long.toString(MANY));
    assertThat(resource().state()).isEqualTo("advertised");
  }

  @Test
  void aNodeThatIsReadSeldomIsNotWrittenToAgainBeforeItIsRead() {
    see();
    loop.advance(Patching.LONGEST_PAUSE.minusSeconds(1));
    assertThat(status.writes).hasSize(1);
    see();
    loop.advance(Duration.ofHours(1));
    assertThat(status.writes).hasSize(1);
  }

  /** From now on, and the loop has heard of it. */
  private void mayNot() {
    status.right = new StatusRight.Missing("may not");
    start();
  }

  @Test
  void theRightIsQueriedAndNotTriedOut() {
    mayNot();
    see();
    assertThat(resource().state()).isEqualTo("refused");
    assertThat(resource().reason())
        .contains("smallest memoryFactor that fits is 5", "with the right to patch nodes/status");
    loop.advance(AskedRight.PERIOD.multipliedBy(2));
    assertThat(status.asked).isEqualTo(2 + 2);
    assertThat(status.writes).isEmpty();
    status.right = StatusRight.GRANTED;
    loop.advance(AskedRight.PERIOD);
    settle();
    assertThat(status.writes).containsExactly(written(MANY));
  }

  @Test
  void theRightIsNotQueriedAgainWhereAFrameHoldsTheCount() {
    mebibytes = "24564";
    see();
    loop.advance(Duration.ofHours(1));
    assertThat(status.asked).isEqualTo(1);
    assertThat(status.writes).isEmpty();
  }

  /** The right is known before it is needed. */
  @Test
  void anOperatorCanAskForMoreThanAFrameHolds() {
    configure("vendors: {Example: {memoryFactor: 8}}");
    settle();
    assertThat(publisher.last().wanted()).containsEntry(NAME, new Units(144_384, 144_384));
    factor(1);
    assertThat(publisher.last().wanted()).isEmpty();
    assertThat(resource().state()).isEqualTo("waiting-for-kubelet");
  }

  @Test
  void aRevokedRightIsReportedAndQueriedAgain() {
    settle();
    status.answer = new NodeWriter.Answer.Forbidden("grant it");
    status.right = new StatusRight.Missing("grant it");
    status.quantities.clear();
    see();
    loop.advance(Patching.LONGEST_RETRY);
    assertThat(resource().state()).isEqualTo("refused");
    status.answer = new NodeWriter.Answer.Written();
    status.right = StatusRight.GRANTED;
    loop.advance(AskedRight.PERIOD.multipliedBy(2));
    settle();
    assertThat(resource().state()).isEqualTo("advertised");
  }

  @Test
  void anApiServerThatIsAwayIsTriedAgain() {
    status.answer = new NodeWriter.Answer.Failed("it is away");
    see();
    loop.advance(Duration.ofMinutes(10));
    assertThat(resource().publication().orElseThrow().state()).isEqualTo(State.NOT_SERVING);
    assertThat(resource().reason()).isEqualTo("it is away");
    int tries = status.writes.size();
    assertThat(tries).isBetween(60, 110);
    status.answer = new NodeWriter.Answer.Written();
    loop.advance(Patching.LONGEST_RETRY);
    see();
    assertThat(resource().state()).isEqualTo("advertised");
  }

  @Test
  void item69AnUnplannedNumberIsRemovedFromTheNode() {
    settle();
    mebibytes = "";
    see();
    assertThat(status.writes).containsExactly(written(MANY), taken());
    settle();
    assertThat(status.writes).hasSize(2);
  }

  @Test
  void aNumberOfAnEarlierRunIsRemovedFromTheNode() {
    mebibytes = "24564";
    status.mark = Optional.of("example.com/other,no name");
    status.quantities.put("example.com/other", "7");
    settle();
    assertThat(status.quantities).isEmpty();
    assertThat(status.mark).isEmpty();
  }

  @Test
  void stoppingRemovesItsNumbers() {
    settle();
    stop();
    assertThat(status.writes).containsExactly(written(MANY), taken());
    loop.advance(Duration.ofHours(1));
    assertThat(status.writes).hasSize(2);
  }

  @Test
  void item70AnotherPluginsNameIsNotWritten() {
    publisher.registered(NAME, "GPU-7");
    see();
    assertThat(resource().state()).isEqualTo("contended");
    assertThat(resource().reason()).contains("GPU-7");
    assertThat(status.writes).isEmpty();
    publisher.forgotten();
    settle();
    assertThat(resource().state()).isEqualTo("advertised");
  }

  @Test
  void item70ANumberThatKeepsComingBackIsAnothers() {
    settle();
    for (int i = 0; i <= Ledger.RESTORATIONS; i++) {
      assertThat(resource().state()).isNotEqualTo("contended");
      show(Integer.toString(100 + i));
      loop.advance(Patching.LONGEST_PAUSE.minusMillis(1));
    }
    assertThat(resource().state()).isEqualTo("contended");
    status.writes.clear();
    show("200");
    loop.advance(Ledger.RESPITE.dividedBy(3));
    // Only that the number is not ours any more.
    assertThat(status.writes).allSatisfy(write -> assertThat(write.quantities()).isEmpty());
    assertThat(status.mark).isEmpty();
  }

  /** The kubelet would write its own number over it for five minutes. */
  @Test
  void aNumberIsWrittenOnlyAfterTheDevicePluginHasGone() {
    factorThatFits();
    show("144384");
    assertThat(publisher.last().wanted()).containsOnlyKeys(NAME);
    status.writes.clear();
    factor(1);
    assertThat(publisher.last().wanted()).isEmpty();
    assertThat(resource().state()).isEqualTo("waiting-for-kubelet");
    publisher.withdrawn(NAME);
    // Before the loop comes to what the withdrawal leaves to do.
    status.quantities.put(NAME.toString(), "0");
    see();
    loop.advance(Ledger.FORGETTING.minusSeconds(1));
    assertThat(status.writes).isEmpty();
    assertThat(resource().reason()).contains("five minutes");
    loop.advance(Duration.ofSeconds(1));
    settle();
    assertThat(status.writes).containsExactly(written(MANY));
  }

  private void factorThatFits() {
    status.right = StatusRight.GRANTED;
    settle();
    factor(8);
    settle();
  }

  @Test
  void aNumberStaysUntilTheDevicePluginReplacesIt() {
    settle();
    status.writes.clear();
    factor(8);
    assertThat(publisher.last().wanted()).containsEntry(NAME, new Units(144_384, 144_384));
    settle();
    assertThat(status.quantities).containsKey(NAME.toString());
    assertThat(status.writes)
        .allSatisfy(write -> assertThat(write.quantities()).isEmpty())
        .last()
        .isEqualTo(new Write(Map.of(), Optional.empty()));
  }

  @Test
  void theConfigCanChooseTheRouteOfAResource() {
    mebibytes = "24564";
    configure("resources: {%s: {route: node-status}}".formatted(NAME));
    settle();
    assertThat(status.writes).containsExactly(written(24_564));
    assertThat(publisher.last().wanted()).isEmpty();
  }

  /** A kubelet makes all of a capacity allocatable. */
  @Test
  void unhealthyUnitsAreLeftOut() {
    HandStatus node = new HandStatus();
    Map<ResourceName, Publication> heard = new HashMap<>();
    NodeObject object =
        new NodeObject(
            loop,
            new Cluster(new HandNode(), node, new HandPods(), "n", _ -> Optional.empty()),
            new NodeObject.Listener() {
              @Override
              public void published(Map<ResourceName, Publication> publications) {
                heard.putAll(publications);
              }

              @Override
              public void forbidden(String why) {
                throw new AssertionError(why);
              }

              @Override
              public void troubleChanged() {
                throw new AssertionError("there are no annotations");
              }
            });
    Units units = new Units(400_000, 300_000);
    Desired desired =
        new Desired(
            Optional.empty(), Optional.of(Map.of(NAME, units)), Set.of(), Set.of(), Set.of(), true);
    object.look(new NodeFacts("n", Map.of(), Map.of(), Map.of(), Map.of()), desired);
    loop.run();
    assertThat(node.writes).containsExactly(written(300_000));
    object.look(
        new NodeFacts(
            "n",
            Map.of(StatusMark.KEY, NAME.toString()),
            Map.of(),
            node.quantities,
            node.quantities),
        desired);
    assertThat(heard)
        .hasEntrySatisfying(
            NAME,
            now -> {
              assertThat(now.state()).isEqualTo(State.ADVERTISED);
              assertThat(now.detail()).contains("100000 unhealthy units are left out");
            });
  }

  @Test
  void anInjectedFaultRemovesTheNumberUntilItEnds() {
    settle();
    reconciler
        .faults()
        .inject(
            new Injection(
                new Fault.RegistrationWithheld(),
                new Target.OfResource(NAME),
                Duration.ofMinutes(5)));
    loop.run();
    settle();
    assertThat(status.writes).containsExactly(written(MANY), taken());
    assertThat(resource().state()).isEqualTo("withheld");
    loop.advance(Duration.ofMinutes(5));
    settle();
    assertThat(status.writes).last().isEqualTo(written(MANY));
    assertThat(resource().state()).isEqualTo("advertised");
  }

  /** After SIGKILL. */
  @Test
  void stoppingRemovesTheNumbersOfAnEarlierRunToo() {
    status.quantities.put(NAME.toString(), Long.toString(MANY));
    status.mark = Optional.of(NAME.toString());
    settle();
    assertThat(status.writes).isEmpty();
    assertThat(resource().state()).isEqualTo("advertised");
    stop();
    assertThat(status.writes).containsExactly(taken());
  }

  @Test
  void whatAnEarlierLifeWroteStaysUntilTheRightIsKnown() {
    StatusRouteTest next = new StatusRouteTest();
    next.status.right = StatusRight.UNKNOWN;
    next.start();
    next.status.quantities.put(NAME.toString(), "5");
    next.status.mark = Optional.of(NAME.toString());
    next.see();
    assertThat(next.status.writes).isEmpty();
    next.status.right = StatusRight.GRANTED;
    next.loop.advance(AskedRight.SOON);
    assertThat(next.status.writes).containsExactly(written(MANY));
  }

  /** Forbidden is not gone: the config that wanted the number may still be there. */
  @Test
  void whatAnEarlierLifeWroteStaysWhileTheConfigMayNotBeRead() {
    StatusRouteTest next = new StatusRouteTest();
    next.start(Optional.of(next.cluster(new HandNode(), new HandPods())));
    next.config.listener().forbidden("grant 'get' on configmaps");
    next.mebibytes = "";
    next.status.quantities.put(NAME.toString(), "5");
    next.status.mark = Optional.of(NAME.toString());
    next.settle();
    assertThat(next.status.writes).isEmpty();
    next.configureNothing();
    next.settle();
    assertThat(next.status.writes).containsExactly(taken());
  }
}
