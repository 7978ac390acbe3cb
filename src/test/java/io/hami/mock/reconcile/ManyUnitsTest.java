package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.StatusMark;
import io.hami.mock.binding.HandPods;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Factors;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import io.hami.mock.node.AskedRight;
import io.hami.mock.node.HandStatus;
import io.hami.mock.port.NodeWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Counts that are too many for a kubelet that tracks units, through the loop as a whole. */
class ManyUnitsTest extends WholeLoop<FakeVendor> {
  private static final long MANY = 80_000;

  ManyUnitsTest() {
    super(new FakeVendor());
  }

  private void start(boolean cluster) {
    start(cluster, "v1.37.2");
  }

  private void start(boolean cluster, String version) {
    start(Optional.of(cluster(new HandNode(), new HandPods())).filter(_ -> cluster));
    configureNothing();
    see(version);
  }

  private void see(String version) {
    see(
        new NodeFacts(
            "n",
            Map.of(FakeVendor.ANNOTATION, Long.toString(MANY)),
            Map.of(),
            status.quantities,
            status.quantities,
            KubeletVersion.parse(version)));
  }

  private void assertAsUnits(String caution) {
    assertThat(publisher.last().wanted()).containsOnlyKeys(FakeVendor.NAME);
    assertThat(status.writes).isEmpty();
    assertThat(resource().planned().caution().orElseThrow().text()).contains(caution);
  }

  @Test
  void manyUnitsAreWrittenIntoTheStatusWhereThatIsAllowed() {
    start(true);
    assertThat(status.quantities).containsEntry(FakeVendor.NAME.toString(), Long.toString(MANY));
    assertThat(publisher.last().wanted()).isEmpty();
    assertThat(resource().planned().caution()).isEmpty();
  }

  @Test
  void anOlderKubeletGetsEachUnit() {
    start(true, "v1.35.0");
    assertThat(publisher.last().wanted()).containsOnlyKeys(FakeVendor.NAME);
  }

  @Test
  void withoutTheRightTheyAreUnitsAndTheRightIsQueriedAgain() {
    status.right = new StatusRight.Missing("nobody allows it");
    start(true);
    assertAsUnits("with the right to patch nodes/status");
    int asked = status.asked;
    loop.advance(AskedRight.PERIOD);
    assertThat(status.asked).isGreaterThan(asked);
  }

  /** Five minutes without any would be the price of a change (docs/kubelet.md 2.5). */
  @Test
  void unitsStayUnitsWhenTheRightIsGrantedLater() {
    status.right = new StatusRight.Missing("nobody allows it");
    start(true);
    status.right = StatusRight.GRANTED;
    loop.advance(AskedRight.PERIOD);
    assertAsUnits("stopped for five minutes");
  }

  @Test
  void resourcesThatTheKubeletHadAsUnitsBeforeARestartStayUnits() {
    publisher.registered(FakeVendor.NAME, "A", "B");
    start(true);
    assertAsUnits("stopped for five minutes");
  }

  /** A pod that holds one is refused others once the name is no device plugin's any more. */
  @Test
  void resourcesThatTheKubeletRemembersStayUnits() {
    publisher.registered(FakeVendor.NAME);
    start(true);
    assertAsUnits("stopped for five minutes");
  }

  /** A refused write and the answer to the plugin's question are worded differently. */
  @Test
  void aRightThatStaysMissingKeepsItsReason() {
    status.answer = new NodeWriter.Answer.Forbidden("may not be patched");
    start(Optional.of(cluster(new HandNode(), new HandPods())));
    configure("resources: {" + FakeVendor.NAME + ": {route: node-status}}");
    Set<String> reasons = new HashSet<>();
    reconciler.onChange(_ -> reasons.add(resource().reason()));
    see("v1.37.2");
    status.right = new StatusRight.Missing("grant it");
    status.quantities.put(FakeVendor.NAME.toString(), "7");
    for (int minute = 0; minute < 10; minute++) {
      see("v1.37." + minute);
      loop.advance(Duration.ofMinutes(1));
    }
    assertThat(reasons)
        .filteredOn(reason -> reason.startsWith("route"))
        .containsExactly("route node-status is not available: may not be patched");
  }

  /** The API server was away when the plugin started, and nothing is advertised that needs it. */
  @Test
  void aNumberOfAnEarlierRunIsTakenOffWhenTheRightIsKnownLate() {
    status.right = StatusRight.UNKNOWN;
    status.quantities.put("example.com/tokens", "7");
    start(Optional.of(cluster(new HandNode(), new HandPods())));
    configureNothing();
    see(
        new NodeFacts(
            "n",
            Map.of(StatusMark.KEY, "example.com/tokens"),
            Map.of(),
            status.quantities,
            status.quantities,
            KubeletVersion.parse("v1.35.0")));
    loop.advance(AskedRight.SOON);
    assertThat(status.writes).isEmpty();
    status.right = StatusRight.GRANTED;
    loop.advance(AskedRight.SOON);
    assertThat(status.quantities).isEmpty();
  }

  /** The plugin of an earlier run wrote it; another one has it now, and was away for a moment. */
  @Test
  void aNumberThatTheKubeletWritesForAnotherPluginIsNotTakenOff() {
    ResourceName tokens = ResourceName.parse("example.com/tokens");
    status.quantities.put(tokens.toString(), "3");
    publisher.registered(tokens, "GPU-1f0a");
    start(Optional.of(cluster(new HandNode(), new HandPods())));
    configureNothing();
    see(
        new NodeFacts(
            "n",
            Map.of(StatusMark.KEY, tokens.toString()),
            Map.of(),
            status.quantities,
            Map.of(tokens.toString(), "0"),
            KubeletVersion.parse("v1.35.0")));
    loop.advance(AskedRight.SOON);
    assertThat(status.writes).containsExactly(new HandStatus.Write(Map.of(), Optional.empty()));
  }

  /** One that has just started may not know of a right yet. */
  @Test
  void aSingleRefusalDoesNotMakeThemUnits() {
    status.answer = new NodeWriter.Answer.Forbidden("not yet");
    start(true);
    status.answer = new NodeWriter.Answer.Written();
    loop.advance(Duration.ofSeconds(10));
    see("v1.37.2");
    assertThat(publisher.last().wanted()).isEmpty();
    assertThat(status.quantities).containsEntry(FakeVendor.NAME.toString(), Long.toString(MANY));
  }

  /** Whoever knows nothing yet must not choose the way that cannot be left. */
  @Test
  void manyUnitsWaitForTheAnswerForALimitedTime() {
    status.right = StatusRight.UNKNOWN;
    start(true);
    assertThat(publisher.last().wanted()).isEmpty();
    assertThat(resource().state()).isEqualTo("refused");
    loop.advance(AskedRight.SOON.multipliedBy(AskedRight.QUESTIONS));
    assertAsUnits("with the right to patch nodes/status");
  }

  @Test
  void anAnswerThatComesLateCounts() {
    status.right = StatusRight.UNKNOWN;
    start(true);
    loop.advance(AskedRight.SOON);
    status.right = StatusRight.GRANTED;
    loop.advance(AskedRight.SOON);
    see("v1.37.2");
    assertThat(status.quantities).containsEntry(FakeVendor.NAME.toString(), Long.toString(MANY));
  }

  @Test
  void withoutAnApiServerTheyAreUnits() {
    start(false);
    assertAsUnits("with the right to patch nodes/status");
  }

  @Test
  void aFactorThatReducesThemKeepsTheirRoute() {
    start(true);
    see("v1.37.2");
    reconciler.use(Factors.NONE.with(new FactorScope.OfVendor("Example", Measure.MEMORY), 1_000));
    loop.run();
    loop.advance(Duration.ofMinutes(1));
    see("v1.37.2");
    assertThat(status.quantities).containsEntry(FakeVendor.NAME.toString(), "80");
    assertThat(publisher.last().wanted()).isEmpty();
  }
}
