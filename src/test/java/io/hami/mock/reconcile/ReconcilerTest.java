package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.fault.Fault;
import io.hami.mock.fault.Injection;
import io.hami.mock.fault.Selection;
import io.hami.mock.fault.Target;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.names.Ledger;
import io.hami.mock.reconcile.RecordingPublisher.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconcilerTest extends WholeLoop<FakeVendor> {
  private static final ResourceName NAME = FakeVendor.NAME;
  private static final String ANNOTATION = FakeVendor.ANNOTATION;

  private final List<NodeState> heard = new ArrayList<>();

  ReconcilerTest() {
    super(new FakeVendor());
  }

  private static NodeFacts node(String mebibytes) {
    return node(mebibytes, Map.of());
  }

  private static NodeFacts node(String mebibytes, Map<String, String> resources) {
    Map<String, String> annotations =
        mebibytes.isEmpty() ? Map.of() : Map.of(ANNOTATION, mebibytes);
    return new NodeFacts("node1", annotations, Map.of(), resources, resources);
  }

  private static NodeFacts showing(String mebibytes, String count) {
    return node(mebibytes, Map.of(NAME.toString(), count));
  }

  private static Call published(long units) {
    return published(units, units);
  }

  private static Call published(long capacity, long allocatable) {
    return new Call(Map.of(NAME, new Units(capacity, allocatable)), Set.of());
  }

  private static Call taken() {
    return new Call(Map.of(), Set.of(NAME));
  }

  @BeforeEach
  void start() {
    reconciler.onChange(heard::add);
    start(Sources.of(source));
  }

  @Test
  void item16PublishesNothingBeforeTheNodeWasSeen() {
    assertThat(publisher.started()).isTrue();
    assertThat(source.listener()).isPresent();
    assertThat(publisher.calls()).isEmpty();
    assertThat(reconciler.state().plan()).isEqualTo(Plan.EMPTY);
  }

  @Test
  void publishesTheResourcesOfTheNode() {
    see(node("24564"));
    assertThat(publisher.calls()).containsExactly(published(24_564));
    assertThat(reconciler.state().facts()).hasValue(node("24564"));
    assertThat(reconciler.state().plan().advertised())
        .isEqualTo(Map.of(NAME, Advertisement.of(new Units(24_564, 24_564))));
    assertThat(reconciler.state().publications()).containsOnlyKeys(NAME);
  }

  @Test
  void ofABurstOnlyTheNewestIsPlanned() {
    for (int mebibytes = 1; mebibytes <= 100; mebibytes++) {
      source.facts(node(Integer.toString(mebibytes)));
    }
    assertThat(loop.waiting()).isEqualTo(1);
    loop.run();
    assertThat(vendor.discoveries()).isEqualTo(1);
    assertThat(publisher.calls()).containsExactly(published(100));
  }

  @Test
  void equalFactsCauseNoNewPlan() {
    see(node("24564"));
    heard.clear();
    see(node("24564"));
    assertThat(vendor.discoveries()).isEqualTo(1);
    assertThat(publisher.calls()).hasSize(1);
    assertThat(heard).isEmpty();
  }

  @Test
  void absentResourcesAreWithdrawnAndUnreadableOnesStay() {
    see(node("24564"));
    see(node("garbage"));
    assertThat(publisher.last()).isEqualTo(published(24_564));
    assertThat(reconciler.state().plan().find(NAME).orElseThrow().outcome())
        .isInstanceOfSatisfying(
            Plan.Outcome.Advertise.class,
            kept -> assertThat(kept.degraded()).hasValue(FakeVendor.BROKEN));
    see(node(""));
    assertThat(publisher.last()).isEqualTo(new Call(Map.of(), Set.of()));
    see(node("garbage"));
    assertThat(publisher.last()).isEqualTo(new Call(Map.of(), Set.of()));
  }

  /** What an operator breaks, and for how long, has nothing to do with a broken annotation. */
  @Test
  void aFaultBeginsAndEndsWhileTheAnnotationIsBroken() {
    see(node("100"));
    unhealthy(Duration.ofSeconds(5));
    assertThat(publisher.last()).isEqualTo(published(100, 50));
    see(node("garbage"));
    loop.advance(Duration.ofSeconds(5));
    assertThat(publisher.last()).isEqualTo(published(100, 100));
    unhealthy(Duration.ofSeconds(5));
    assertThat(publisher.last()).isEqualTo(published(100, 50));
    loop.advance(Duration.ofSeconds(5));
    assertThat(publisher.last()).isEqualTo(published(100, 100));
  }

  private void unhealthy(Duration lasts) {
    Fault half = new Fault.Unhealthy(new Selection.Percent(50));
    loop.execute(() -> reconciler.faults().inject(new Injection(half, Target.EVERYTHING, lasts)));
    loop.run();
  }

  @Test
  void item65AnUnreadableNodeKeepsTheAdvertisedNumbers() {
    see(node("24564"));
    source.unavailable("the API server is away");
    loop.run();
    assertThat(publisher.calls()).hasSize(1);
    assertThat(reconciler.state().trouble()).hasValue("the API server is away");
    assertThat(reconciler.state().facts()).hasValue(node("24564"));
    assertThat(reconciler.state().plan().advertised()).containsOnlyKeys(NAME);
  }

  @Test
  void troubleIsOverWhenTheNodeIsSeenAgainEvenUnchanged() {
    see(node("24564"));
    source.unavailable("the API server is away");
    loop.run();
    see(node("24564"));
    assertThat(reconciler.state().trouble()).isEmpty();
    assertThat(publisher.last()).isEqualTo(published(24_564));
    see(node("100"));
    assertThat(publisher.last()).isEqualTo(published(100));
  }

  @Test
  void troubleBeforeTheNodeWasFirstReadIsReportedToo() {
    source.unavailable("there is no Node named node1");
    loop.run();
    assertThat(reconciler.state().trouble()).hasValue("there is no Node named node1");
    assertThat(reconciler.state().facts()).isEmpty();
    assertThat(publisher.calls()).isEmpty();
  }

  @Test
  void ofSeveralReportsAtOnceTheLastCounts() {
    source.facts(node("1"));
    source.unavailable("the API server is away");
    source.facts(node("2"));
    loop.run();
    assertThat(reconciler.state().trouble()).isEmpty();
    assertThat(publisher.last()).isEqualTo(published(2));

    source.facts(node("3"));
    source.unavailable("away again");
    loop.run();
    assertThat(reconciler.state().trouble()).hasValue("away again");
    assertThat(reconciler.state().facts()).hasValue(node("3"));
    assertThat(publisher.last()).isEqualTo(published(3));
  }

  @Test
  void readersGetEveryStateInOrder() {
    see(node("1"));
    source.unavailable("away");
    loop.run();
    assertThat(heard)
        .extracting(NodeState::facts)
        .startsWith(Optional.empty(), Optional.of(node("1")));
    assertThat(heard.getLast().trouble()).hasValue("away");
    assertThat(heard.getLast()).isEqualTo(reconciler.state());
    publisher.withdrawn(NAME);
    assertThat(heard.getLast().publications()).isEmpty();
  }

  @Test
  void aForeignNumberIsContentionOnlyAfterThePatience() {
    see(showing("100", "8"));
    loop.advance(Ledger.PATIENCE.minusMillis(1));
    assertThat(publisher.calls()).containsExactly(published(100));
    loop.advance(Duration.ofMillis(1));
    assertThat(publisher.last()).isEqualTo(taken());
    int calls = publisher.calls().size();
    loop.advance(Duration.ofMinutes(10));
    assertThat(publisher.calls()).hasSize(calls);
    assertThat(loop.timers()).isZero();
  }

  @Test
  void contentionIsUndoneWhenTheNumbersAgree() {
    see(showing("100", "8"));
    loop.advance(Ledger.PATIENCE);
    see(showing("100", "100"));
    assertThat(publisher.last()).isEqualTo(published(100));
  }

  @Test
  void contentionIsUndoneWhenNothingIsAllocatable() {
    see(showing("100", "8"));
    loop.advance(Ledger.PATIENCE);
    publisher.say(NAME, new Units(100, 100), 0);
    loop.run();
    assertThat(publisher.last()).isEqualTo(taken());
    see(
        new NodeFacts(
            "node1",
            Map.of(ANNOTATION, "100"),
            Map.of(),
            Map.of(NAME.toString(), "8"),
            Map.of(NAME.toString(), "0")));
    assertThat(publisher.last()).isEqualTo(published(100));
  }

  @Test
  void aNumberThatArrivesInTimeIsNoContention() {
    see(showing("100", "8"));
    loop.advance(Duration.ofSeconds(20));
    see(showing("100", "100"));
    loop.advance(Duration.ofMinutes(1));
    assertThat(publisher.calls()).containsExactly(published(100));
    assertThat(loop.timers()).isZero();
  }

  /** Another task may run in the loop before a timer that is due. */
  @Test
  void contentionThatAnEventFindsFirstReachesThePublisherToo() {
    see(showing("100", "8"));
    loop.stall(Ledger.PATIENCE);
    publisher.say(NAME, new Units(100, 100), 2);
    loop.run();
    assertThat(publisher.last()).isEqualTo(taken());
  }

  @Test
  void contentionThatAnEventEndsReachesThePublisherToo() {
    see(showing("100", "8"));
    loop.advance(Ledger.PATIENCE);
    see(showing("8", "100"));
    assertThat(publisher.last()).isEqualTo(published(8));
  }

  @Test
  void aStreamThatEndsDuringThePatienceLeavesTheLoopAtRest() {
    see(showing("100", "8"));
    loop.advance(Duration.ofSeconds(10));
    publisher.say(NAME, new Units(100, 100), 0);
    loop.advance(Duration.ofMinutes(1));
    assertThat(publisher.calls()).containsExactly(published(100));
    assertThat(loop.timers()).isZero();
  }

  @Test
  void anUnreadableNodeIsNoSignOfContention() {
    see(showing("100", "8"));
    source.unavailable("away");
    loop.advance(Duration.ofMinutes(1));
    assertThat(publisher.calls()).allMatch(call -> call.taken().isEmpty());
    see(showing("100", "8"));
    loop.advance(Ledger.PATIENCE);
    assertThat(publisher.last()).isEqualTo(taken());
  }

  /** Nothing else happens on the Node meanwhile. */
  @Test
  void aNameThatTheKubeletRemembersIsServedWhenTheRespiteIsOver() {
    publisher.registered(NAME);
    see(
        new NodeFacts(
            "node1",
            Map.of(ANNOTATION, "100"),
            Map.of(),
            Map.of(NAME.toString(), "8"),
            Map.of(NAME.toString(), "0")));
    assertThat(publisher.last().wanted()).isEmpty();
    loop.advance(Ledger.SHORT_RESPITE);
    assertThat(publisher.last()).isEqualTo(published(100));
  }
}
