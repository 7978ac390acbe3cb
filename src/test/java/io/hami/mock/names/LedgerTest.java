package io.hami.mock.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Owned;
import io.hami.mock.annotation.StatusMark;
import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.names.Observations.Written;
import io.hami.mock.names.Standing.Ours;
import io.hami.mock.names.Standing.Remembered;
import io.hami.mock.names.Standing.Taken;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  private static final ResourceName NAME = ResourceName.parse("nvidia.com/gpu");

  private final Ledger ledger = new Ledger();
  private final Map<String, String> annotations = new HashMap<>();
  private Map<String, String> capacity = Map.of();
  private Map<String, String> allocatable = Map.of();
  private Map<String, String> writers = Map.of();
  private Checkpoint checkpoint = Checkpoint.UNREADABLE;
  private Map<ResourceName, Publication> endpoints = Map.of();
  private Map<ResourceName, Written> written = Map.of();
  private Duration time = Duration.ZERO;
  private boolean current = true;

  private void node(String has, String allocates) {
    capacity = has.isEmpty() ? Map.of() : Map.of(NAME.toString(), has);
    allocatable = allocates.isEmpty() ? Map.of() : Map.of(NAME.toString(), allocates);
  }

  private void kubelet(String... ids) {
    DeviceIds.Tally tally = new DeviceIds.Tally();
    Stream.of(ids).forEach(tally::add);
    checkpoint = new Checkpoint(true, Map.of(NAME, tally.done()), Map.of());
  }

  private void kubeletKnowsNothing() {
    checkpoint = new Checkpoint(true, Map.of(), Map.of());
  }

  private void serving(long units, int streams) {
    Units listed = new Units(units, units);
    State state = streams > 0 ? State.ADVERTISED : State.REGISTERING;
    endpoints = Map.of(NAME, new Publication(NAME, state, listed, listed, streams, ""));
  }

  private void gone() {
    endpoints = Map.of();
    ledger.left(NAME, time.toNanos());
  }

  private void look() {
    ledger.look(
        new Observations(
            new NodeFacts(
                "n", annotations, Map.of(), capacity, allocatable, KubeletVersion.UNKNOWN, writers),
            current,
            checkpoint,
            endpoints,
            written),
        time.toNanos());
  }

  private Standing units() {
    look();
    return ledger.standing(NAME, Route.DEVICE_PLUGIN);
  }

  private Standing number() {
    look();
    return ledger.standing(NAME, Route.NODE_STATUS);
  }

  private Optional<String> holder() {
    look();
    return ledger.holder(NAME).map(Reason::text);
  }

  private void pass(Duration some) {
    time = time.plus(some);
  }

  /**
   * Each answer that does not allow a name yet is checked again after its time, and then differs.
   */
  private Duration end(Standing standing) {
    assertThat(standing).isInstanceOf(Remembered.class);
    assertThat(ledger.next()).isPresent();
    return Duration.ofNanos(((Remembered) standing).until()).minus(time);
  }

  @Test
  void aNameThatNobodyHasIsFree() {
    assertThat(units()).isEqualTo(Standing.FREE);
    assertThat(number()).isEqualTo(Standing.FREE);
    assertThat(holder()).isEmpty();
    node("0", "0");
    assertThat(holder()).isEmpty();
    assertThat(ledger.next()).isEmpty();
  }

  /** A card was unhealthy when the plugin was killed, and the right to mark the Node is missing. */
  @Test
  void unitsOfOursAreKnownFromAnySubsetOfThem() {
    kubelet("E", "F", "G", "H");
    node("8", "4");
    assertThat(units()).isEqualTo(new Ours(true));
    assertThat(holder()).isEmpty();
  }

  @Test
  void anotherPluginsNameIsTakenAndSaysWhose() {
    kubelet("GPU-7a1f", "GPU-9c33");
    node("2", "2");
    assertThat(units())
        .isEqualTo(new Taken("another plugin serves it, with devices such as 'GPU-7a1f'"));
    assertThat(number()).isInstanceOf(Taken.class);
    assertThat(holder().orElseThrow()).contains("GPU-7a1f");
  }

  /** Its devices stay in the checkpoint until the kubelet has forgotten it. */
  @Test
  void whenAnotherPluginGoesItsNameIsOursAfterARespite() {
    kubelet("GPU-7a1f");
    node("1", "1");
    assertThat(units()).isInstanceOf(Taken.class);
    node("1", "0");
    assertThat(end(units())).isEqualTo(Ledger.RESPITE);
    pass(Ledger.RESPITE.minusMillis(1));
    assertThat(units()).isInstanceOf(Remembered.class);
    assertThat(ledger.next()).hasValue(Duration.ofMillis(1));
    pass(Duration.ofMillis(1));
    assertThat(units()).isEqualTo(new Ours(true));
    assertThat(holder()).isEmpty();
  }

  @Test
  void aPluginThatComesBackInTimeKeepsItsName() {
    kubelet("GPU-7a1f");
    node("1", "0");
    units();
    pass(Ledger.RESPITE.dividedBy(2));
    node("1", "1");
    assertThat(units()).isInstanceOf(Taken.class);
    pass(Ledger.RESPITE);
    node("1", "0");
    assertThat(units()).as("the respite begins anew").isInstanceOf(Remembered.class);
  }

  /** Reinstalled within five minutes: the kubelet knows the name but no device of it. */
  @Test
  void aNameWithoutDevicesIsTakenOverSoon() {
    kubelet();
    node("20", "0");
    assertThat(end(units())).isEqualTo(Ledger.SHORT_RESPITE);
    assertThat(holder()).isPresent();
    pass(Ledger.SHORT_RESPITE);
    assertThat(units()).isEqualTo(new Ours(true));
    assertThat(holder()).isEmpty();
  }

  @Test
  void aMarkDecidesWhoseANameWithoutDevicesIs() {
    annotations.put(Owned.KEY, new Owned(Set.of(), Set.of(NAME)).toString());
    kubelet();
    node("20", "0");
    assertThat(units()).isEqualTo(new Ours(true));
    kubelet("0", "1", "2");
    assertThat(units()).isEqualTo(new Ours(true));
    kubelet("GPU-1");
    node("1", "1");
    assertThat(units()).as("a device says more than a mark").isInstanceOf(Taken.class);
  }

  @Test
  void devicesThatAreOnlyNumberedAreAnothers() {
    kubelet("0", "1", "2");
    node("3", "3");
    assertThat(units()).isInstanceOf(Taken.class);
  }

  @Test
  void anUnexplainedNumberPreventsMadeUpCards() {
    node("8", "8");
    assertThat(holder().orElseThrow()).contains("the Node has 8 of nvidia.com/gpu");
    assertThat(units()).as("of a count that the Node describes").isEqualTo(Standing.FREE);
    annotations.put(Owned.KEY, new Owned(Set.of(), Set.of(NAME)).toString());
    assertThat(holder()).isEmpty();
  }

  @Test
  void theWriterOfTheStatusDecides() {
    kubeletKnowsNothing();
    node("8", "8");
    writers = Map.of(NAME.toString(), "kubectl-edit");
    assertThat(holder().orElseThrow()).contains("'kubectl-edit' has written");
    writers = Map.of(NAME.toString(), "kubelet");
    assertThat(holder()).as("the kubelet will not write it again").isEmpty();
    checkpoint = Checkpoint.UNREADABLE;
    assertThat(holder()).as("or it may").isPresent();
  }

  @Test
  void aNumberThatLostItsPluginIsFreeSoon() {
    node("8", "0");
    assertThat(holder()).isPresent();
    pass(Ledger.SHORT_RESPITE);
    assertThat(holder()).isEmpty();
  }

  @Test
  void anUnexpectedNumberWhileOurStreamIsOpenIsAnothersAfterThePatience() {
    serving(100, 1);
    node("8", "8");
    assertThat(units()).isEqualTo(new Ours(true));
    assertThat(ledger.next()).hasValue(Ledger.PATIENCE);
    pass(Ledger.PATIENCE);
    assertThat(units()).isEqualTo(new Taken("the Node shows 8 of it, a number of another plugin"));
    assertThat(ledger.lost(Set.of(NAME))).containsExactly(NAME);
    serving(100, 0);
    pass(Duration.ofHours(1));
    assertThat(units()).as("as long as it is shown").isInstanceOf(Taken.class);
    node("8", "0");
    assertThat(units()).as("nobody serves it").isEqualTo(new Ours(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "50"})
  void aNumberThatWeAdvertisedIsOurs(String shown) {
    serving(50, 1);
    units();
    serving(100, 1);
    node(shown, shown);
    pass(Ledger.PATIENCE.multipliedBy(2));
    units();
    pass(Ledger.PATIENCE.multipliedBy(2));
    assertThat(units()).isEqualTo(new Ours(true));
    assertThat(ledger.next()).isEmpty();
  }

  @Test
  void foreignDevicesInTheCheckpointAreNoticedAtOnce() {
    serving(2, 1);
    kubelet("A", "B");
    node("2", "2");
    assertThat(units()).isEqualTo(new Ours(true));
    kubelet("GPU-1");
    assertThat(units()).isInstanceOf(Taken.class);
    node("2", "0");
    assertThat(units()).as("and when it goes").isEqualTo(new Ours(true));
  }

  /** The Node shows ours, all unhealthy, until the kubelet's next status. */
  @Test
  void aNameWhoseUnitsAreAllUnhealthyIsNotTakenBackBeforeTheNextStatus() {
    serving(8, 1);
    kubelet();
    node("8", "0");
    assertThat(units()).isEqualTo(new Ours(true));
    kubelet("GPU-7a1f");
    assertThat(units()).isInstanceOf(Taken.class);
    assertThat(units()).isInstanceOf(Taken.class);
    node("2", "2");
    assertThat(units()).isInstanceOf(Taken.class);
    node("2", "0");
    assertThat(units()).isEqualTo(new Ours(true));
  }

  /** A kubelet that has started again knows its name, and no device until it has registered. */
  @Test
  void aNameOfAnotherPluginIsNotTakenWhenTheKubeletHasJustStarted() {
    kubelet("GPU-7a1f");
    node("2", "2");
    assertThat(units()).isInstanceOf(Taken.class);
    kubelet();
    assertThat(end(units())).isEqualTo(Ledger.RESPITE);
    node("0", "0");
    pass(Duration.ofSeconds(10));
    assertThat(end(units())).isEqualTo(Ledger.RESPITE.minusSeconds(10));
    kubelet("GPU-7a1f");
    assertThat(units()).isInstanceOf(Taken.class);
    kubelet();
    units();
    pass(Ledger.RESPITE);
    assertThat(units()).isEqualTo(new Ours(true));
  }

  /** On releases where this plugin's stream stays open. */
  @Test
  void aNameThatWasLostIsTakenForANumberToo() {
    serving(2, 1);
    kubelet("A", "B");
    units();
    kubelet("GPU-1");
    assertThat(number()).isInstanceOf(Taken.class);
  }

  /** It came so soon that nobody has seen a checkpoint with ours. */
  @Test
  void whoeverComesRightAfterUsIsNoticedToo() {
    kubeletKnowsNothing();
    serving(2, 1);
    assertThat(units()).isEqualTo(new Ours(true));
    kubelet("GPU-1");
    assertThat(units()).isInstanceOf(Taken.class);
  }

  @Test
  void aPluginWithNumbersForIdsThatTakesOurPlaceIsNoticedAtOnce() {
    serving(2, 1);
    kubelet("A", "B");
    assertThat(units()).isEqualTo(new Ours(true));
    kubelet("0", "1");
    node("2", "2");
    assertThat(units()).isInstanceOf(Taken.class);
  }

  @Test
  void numbersAreOursWhileEveryUnitBeforeThemIsUnhealthy() {
    endpoints = Map.of(NAME, publication(new Units(60, 60)));
    kubelet("A", "0");
    units();
    endpoints = Map.of(NAME, publication(new Units(60, 8)));
    kubelet("0", "1");
    assertThat(units()).isEqualTo(new Ours(true));
  }

  private static Publication publication(Units listed) {
    return new Publication(NAME, State.ADVERTISED, listed, listed, 1, "");
  }

  @Test
  void aNumberThatAnotherComponentHasWrittenIsItsOwn() {
    kubeletKnowsNothing();
    node("7", "7");
    writers = Map.of(NAME.toString(), "kubectl-patch");
    Taken taken = new Taken("'kubectl-patch' has written 7 of it into the Node's status");
    assertThat(number()).isEqualTo(taken);
    assertThat(units()).isEqualTo(taken);
    node("", "");
    assertThat(number()).as("when it is gone").isEqualTo(Standing.FREE);
    node("7", "7");
    writers = Map.of(NAME.toString(), NodeStatus.FIELD_MANAGER);
    assertThat(number()).as("as the API server knows this plugin").isEqualTo(Standing.FREE);
  }

  @Test
  void aNameThatIsToWaitIsNoOtherPlugins() {
    kubelet();
    node("20", "0");
    look();
    assertThat(ledger.holder(NAME).map(Reason::kind)).hasValue(Reason.Kind.REMEMBERED);
    kubelet("GPU-1");
    node("20", "20");
    look();
    assertThat(ledger.holder(NAME).map(Reason::kind)).hasValue(Reason.Kind.CONTENDED);
  }

  /** The kubelet writes its checkpoint only after it has applied our list. */
  @Test
  void aNameThatWeServeIsOursWhateverTheCheckpointHadBefore() {
    kubelet("GPU-1");
    node("1", "0");
    units();
    pass(Ledger.RESPITE);
    serving(2, 1);
    assertThat(units()).isEqualTo(new Ours(true));
  }

  @Test
  void aNameThatWasLostIsNotTakenBackWhenTheEndpointHasGone() {
    serving(100, 1);
    node("8", "8");
    units();
    pass(Ledger.PATIENCE);
    units();
    gone();
    assertThat(units()).isInstanceOf(Taken.class);
    node("8", "0");
    assertThat(units()).isNotInstanceOf(Taken.class);
  }

  @Test
  void aNumberWaitsUntilTheKubeletHasForgottenOurDevicePlugin() {
    serving(100, 1);
    assertThat(number()).isInstanceOf(Remembered.class);
    gone();
    assertThat(end(number())).isEqualTo(Ledger.FORGETTING);
    pass(Ledger.FORGETTING);
    assertThat(number()).isEqualTo(Standing.FREE);
  }

  @Test
  void aNumberWaitsForAKubeletThatRemembersAnEarlierLifesDevicePlugin() {
    kubelet("A", "B");
    assertThat(end(number())).isEqualTo(Ledger.FORGETTING);
    pass(Ledger.FORGETTING);
    assertThat(number()).as("and is looked at again").isInstanceOf(Remembered.class);
    kubeletKnowsNothing();
    assertThat(number()).isEqualTo(Standing.FREE);
  }

  @Test
  void aWrittenNumberThatTheNodeShowsIsOurs() {
    written = Map.of(NAME, new Written(7, 0));
    node("7", "7");
    assertThat(number()).isEqualTo(new Ours(false));
    annotations.put(StatusMark.KEY, NAME.toString());
    written = Map.of();
    assertThat(number()).as("by its mark").isEqualTo(new Ours(false));
  }

  @Test
  void aNumberThatKeepsComingBackIsAnothersForAWhile() {
    written = Map.of(NAME, new Written(7, Ledger.RESTORATIONS));
    node("9", "9");
    assertThat(number()).isEqualTo(new Taken("another component keeps overwriting it with 9"));
    written = Map.of();
    pass(Ledger.RESPITE.minusMillis(1));
    assertThat(number()).isInstanceOf(Taken.class);
    pass(Duration.ofMillis(1));
    assertThat(number()).isEqualTo(Standing.FREE);
  }

  /** As HAMi's plugin does with its flag --report-node-capacity (HAMi #2874). */
  @Test
  void aNumberThatIsPatchedOverOurUnitsAgainAndAgainIsLeftToWhoeverPatchesIt() {
    serving(100, 1);
    kubelet("E", "F");
    for (int time = 1; time <= Ledger.RESTORATIONS; time++) {
      assertThat(units()).as("the kubelet puts ours back").isEqualTo(new Ours(true));
      patched("90");
    }
    Taken taken = new Taken("'vgpu-device-plugin' has written 90 of it into the Node's status");
    assertThat(units()).isEqualTo(taken);
    assertThat(number()).isEqualTo(taken);
    gone();
    kubelet();
    node("0", "0");
    writers = Map.of(NAME.toString(), "kubelet");
    assertThat(units()).as("while the kubelet writes zeros").isEqualTo(taken);
    kubeletKnowsNothing();
    patched("90");
    pass(Ledger.FORGETTING.plusSeconds(1));
    assertThat(units()).as("as long as it stays").isEqualTo(taken);
    node("", "");
    pass(Ledger.FORGETTING.plusSeconds(1));
    assertThat(units()).as("when nobody writes it any more").isEqualTo(Standing.FREE);
  }

  private void patched(String number) {
    node("100", "100");
    writers = Map.of(NAME.toString(), "kubelet");
    look();
    node(number, number);
    writers = Map.of(NAME.toString(), "vgpu-device-plugin");
    look();
  }

  @Test
  void twoPatchesADayProveNothing() {
    serving(100, 1);
    kubelet("E", "F");
    for (int time = 0; time < 10; time++) {
      patched("90");
      assertThat(units()).isEqualTo(new Ours(true));
      node("100", "100");
      pass(Ledger.FORGETTING);
    }
  }

  /** A kubelet that forgets a plugin overwrites the number with 0. */
  @Test
  void aZeroThatKeepsComingBackIsNobodys() {
    written = Map.of(NAME, new Written(7, Ledger.RESTORATIONS));
    node("0", "0");
    assertThat(number()).isEqualTo(Standing.FREE);
  }

  /** The API server is away: another plugin may serve the name since, and the Node not tell. */
  @Test
  void aNodeThatCannotBeReadDoesNotShowThatNobodyServesTheName() {
    node("8", "0");
    kubelet("GPU-1f0a");
    assertThat(units()).isInstanceOf(Remembered.class);
    current = false;
    pass(Ledger.RESPITE.multipliedBy(2));
    assertThat(units()).isInstanceOf(Remembered.class);
    current = true;
    node("8", "8");
    assertThat(units()).isInstanceOf(Taken.class);
  }

  /** A card that comes and goes for weeks must not fill the memory. */
  @Test
  void onlyTheNewestOfTheNumbersThatWereSentAreKnown() {
    for (int units = 1; units <= 2_000; units++) {
      serving(units, 1);
      look();
    }
    kubeletKnowsNothing();
    node("1500", "1500");
    pass(Ledger.PATIENCE.multipliedBy(2));
    look();
    pass(Ledger.PATIENCE);
    assertThat(units()).isNotInstanceOf(Taken.class);
    node("500", "500");
    look();
    pass(Ledger.PATIENCE);
    assertThat(units()).isInstanceOf(Taken.class);
  }
}
