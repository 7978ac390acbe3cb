package io.hami.mock.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hami.mock.model.Card;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Inspection.Absent;
import io.hami.mock.model.Inspection.Found;
import io.hami.mock.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvmlTest {
  private static final String TWO_CARDS =
      """
      driver 580.95.05
      count 2
      0.uuid GPU-a1
      0.name Tesla V100-SXM2-32GB
      0.bytes 34359738368
      0.pci 00000000:3B:00.0
      1.uuid GPU-b2
      1.name NVIDIA A100-SXM4-80GB
      1.bytes 85899345920
      1.mig 1
      1.pci 00010000:AF:00.0\
      """;

  private static final Card V100 =
      new Card("GPU-a1", 0, 1, 32768, 100, "NVIDIA-Tesla V100-SXM2-32GB", 0, "hami-core", true);

  private static final Card A100 =
      new Card("GPU-b2", 1, 1, 81920, 100, "NVIDIA A100-SXM4-80GB", 1, "mig", true);

  @TempDir Path directory;
  @TempDir Path sys;
  private Optional<Inspector> opened = Optional.empty();

  @BeforeEach
  void numaNodes() throws IOException {
    numaNode("0000:3b:00.0", "0\n");
    numaNode("00010000:af:00.0", "1\n");
  }

  private void numaNode(String address, String text) throws IOException {
    Path device = Files.createDirectories(sys.resolve("bus/pci/devices").resolve(address));
    Files.writeString(device.resolve("numa_node"), text);
  }

  @AfterEach
  void shutDown() {
    opened.ifPresent(Inspector::close);
  }

  private FakeLibrary nvml(String... without) {
    return FakeLibrary.compile(directory, "nvml", without).answers(TWO_CARDS);
  }

  private Inspector inspector(FakeLibrary library) {
    return inspector(library.files(), Nvml.Dialect.NVIDIA);
  }

  private Inspector inspector(List<String> files, Nvml.Dialect dialect) {
    Inspector inspector =
        new Inspector("NVIDIA", () -> Nvml.open(files, dialect, new PciDevices(sys)));
    opened = Optional.of(inspector);
    return inspector;
  }

  private static List<Card> cards(Inspection inspection) {
    assertThat(inspection).isInstanceOf(Found.class);
    return ((Found) inspection).cards();
  }

  private static String reason(Inspection inspection) {
    assertThat(inspection).isInstanceOf(Absent.class);
    Reason why = ((Absent) inspection).why();
    assertThat(why.kind()).isEqualTo(Reason.Kind.NO_HARDWARE);
    return why.text();
  }

  private static Card lost(Card card) {
    return new Card(
        card.id(),
        card.index(),
        card.slots(),
        card.memoryMiB(),
        card.cores(),
        card.type(),
        card.numa(),
        card.mode(),
        false);
  }

  @Test
  void cardsHaveTheFiguresOfTheLibraryAndTheKernel() {
    FakeLibrary nvml = nvml();

    assertThat(inspector(nvml).inspect())
        .isEqualTo(new Found(nvml.file() + ", driver 580.95.05", List.of(V100, A100)));
  }

  @Test
  void aNumaNodeThatIsNotReportedIsUnknown() throws IOException {
    numaNode("0000:3b:00.0", "-1\n");
    FakeLibrary nvml = nvml().answers(TWO_CARDS, "1.pci 00000000:FF:00.0");

    assertThat(cards(inspector(nvml).inspect())).extracting(Card::numa).containsExactly(-1L, -1L);
  }

  @ParameterizedTest
  @CsvSource({"handle.error", "uuid.error", "name.error", "memory.error"})
  void aCardThatIsLostKeepsItsFiguresAndIsUnhealthyUntilItIsBack(String question) {
    FakeLibrary nvml = nvml();
    Inspector inspector = inspector(nvml);
    inspector.inspect();

    nvml.answers(TWO_CARDS, "0." + question + " 15");
    assertThat(cards(inspector.inspect())).containsExactly(lost(V100), A100);

    nvml.answers(TWO_CARDS);
    assertThat(cards(inspector.inspect())).containsExactly(V100, A100);
  }

  @Test
  void aCardThatIsNoLongerCountedIsUnhealthyToo() {
    FakeLibrary nvml = nvml();
    Inspector inspector = inspector(nvml);
    inspector.inspect();

    nvml.answers(TWO_CARDS, "count 1");
    assertThat(cards(inspector.inspect())).containsExactly(V100, lost(A100));
  }

  @Test
  void aCardThatNeverAnsweredIsNoCard() {
    FakeLibrary nvml = nvml().answers(TWO_CARDS, "0.error 15");

    assertThat(cards(inspector(nvml).inspect())).containsExactly(A100);
  }

  @ParameterizedTest
  @CsvSource({
    "9, Driver Not Loaded",
    "18, Driver/library version mismatch",
  })
  void aLibraryThatDoesNotWorkHereSaysWhyAndIsAskedAgain(int error, String words) {
    FakeLibrary nvml = nvml().answers(TWO_CARDS, "init " + error);
    Inspector inspector = inspector(nvml);

    assertThat(reason(inspector.inspect())).isEqualTo(nvml.file() + ": " + words);

    nvml.answers(TWO_CARDS);
    assertThat(cards(inspector.inspect())).containsExactly(V100, A100);
  }

  @Test
  void aDriverThatGoesAwayLeavesUnhealthyCardsAndMayComeBack() {
    FakeLibrary nvml = nvml();
    Inspector inspector = inspector(nvml);
    Inspection before = inspector.inspect();

    nvml.answers(TWO_CARDS, "count.error 9", "init 9");
    assertThat(cards(inspector.inspect())).containsExactly(lost(V100), lost(A100));
    assertThat(cards(inspector.inspect())).containsExactly(lost(V100), lost(A100));

    nvml.answers(TWO_CARDS);
    assertThat(inspector.inspect()).isEqualTo(before);
  }

  @Test
  void itIsInitializedOnceAndShutDownAtTheEnd() {
    FakeLibrary nvml = nvml();
    Inspector inspector = inspector(nvml);
    inspector.inspect();
    inspector.inspect();
    assertThat(nvml.initializations()).isEqualTo(1);

    inspector.close();
    assertThat(nvml.initializations()).isZero();
  }

  @Test
  void anOldLibraryKnowsNeitherMigNorPciAddresses() {
    assertThat(cards(inspector(nvml("OPTIONAL")).inspect()))
        .extracting(Card::mode, Card::numa)
        .containsOnly(tuple("hami-core", -1L));
  }

  @ParameterizedTest
  @CsvSource({"UUID, nvmlDeviceGetUUID", "INIT, nvmlInit_v2"})
  void aLibraryWithoutTheNeededFunctionsIsAbsent(String without, String function) {
    assertThat(reason(inspector(nvml(without)).inspect())).contains(function, "undefined symbol");
  }

  @Test
  void aMissingLibraryIsAbsentWithTheLoadersMessage() {
    assertThat(reason(inspector(List.of("libnone.so.1"), Nvml.Dialect.NVIDIA).inspect()))
        .isEqualTo("libnone.so.1: cannot open shared object file: No such file or directory");
  }

  @Test
  void aFileThatIsNoLibraryGivesMoreDetailThanAMissingOne() throws IOException {
    Path file = Files.writeString(directory.resolve("libodd.so"), "no library");

    assertThat(
            reason(
                inspector(List.of("libnone.so.1", file.toString()), Nvml.Dialect.NVIDIA).inspect()))
        .isEqualTo(file + ": file too short");
  }

  @Test
  void aLibraryThatIsInstalledLaterIsFoundLater() {
    Path file = directory.resolve("libnvml.so.1");
    Inspector inspector = inspector(List.of(file.toString()), Nvml.Dialect.NVIDIA);
    assertThat(reason(inspector.inspect())).endsWith("No such file or directory");

    nvml();
    assertThat(cards(inspector.inspect())).containsExactly(V100, A100);
  }

  @Test
  void iluvatarsCardsAreCalledByTheirChipAndHaveNoMode() {
    FakeLibrary ixml =
        nvml()
            .answers("count 1", "0.uuid GPU-c3", "0.name Iluvatar MR-V100", "0.bytes 34359738368");

    assertThat(cards(inspector(ixml.files(), Nvml.Dialect.ILUVATAR).inspect()))
        .containsExactly(new Card("GPU-c3", 0, 1, 32768, 100, "MR-V100", -1, "", true));
  }

  @Test
  void twoLibrariesWithTheSameFunctionsDoNotCallEachOther(@TempDir Path other) {
    Inspector nvidia = inspector(nvml().answers(TWO_CARDS, "0.memory.error 15"));
    FakeLibrary ixml = FakeLibrary.compile(other, "nvml").answers(TWO_CARDS);
    try (Inspector iluvatar =
        new Inspector(
            "Iluvatar",
            () -> Nvml.open(ixml.files(), Nvml.Dialect.ILUVATAR, new PciDevices(sys)))) {
      assertThat(cards(nvidia.inspect())).extracting(Card::id).containsExactly("GPU-b2");
      assertThat(cards(iluvatar.inspect()))
          .extracting(Card::id)
          .containsExactly("GPU-a1", "GPU-b2");
    }
  }

  private final AtomicLong nanos = new AtomicLong();

  /** With events, and a clock that stands still. */
  private Inspector listening(FakeLibrary library, CriticalXids critical) {
    Inspector inspector =
        new Inspector(
            "NVIDIA",
            () -> Nvml.open(library.files(), Nvml.Dialect.NVIDIA, new PciDevices(sys)),
            critical,
            new CardErrors(Inspector.QUIET, nanos::get));
    opened = Optional.of(inspector);
    return inspector;
  }

  private static Map<String, String> unhealthy(Inspection inspection) {
    return ((Found) inspection).unhealthy();
  }

  private static FakeLibrary strike(FakeLibrary nvml, int serial, int card, int xid) {
    return nvml.answers(TWO_CARDS, "event " + serial, "event.card " + card, "event.xid " + xid);
  }

  @Test
  void aCardWithACriticalErrorCountsAgainAfterAQuietTime() {
    FakeLibrary nvml = nvml();
    Inspector inspector = listening(nvml, CriticalXids.STANDARD);
    assertThat(inspector.hasEvents()).as("before the first look").isFalse();
    inspector.inspect();
    assertThat(inspector.hasEvents()).isTrue();
    assertThat(inspector.await(Duration.ofMillis(20))).isFalse();
    strike(nvml, 1, 1, 48);
    assertThat(inspector.await(Duration.ofSeconds(1))).isTrue();
    Inspection struck = inspector.inspect();
    assertThat(cards(struck)).containsExactly(V100, lost(A100));
    assertThat(unhealthy(struck).get("GPU-b2")).startsWith("Xid 48 (uncorrectable");

    nanos.addAndGet(Inspector.QUIET.toNanos() - 1);
    strike(nvml, 2, 1, 95);
    assertThat(inspector.await(Duration.ofSeconds(1))).as("once more").isTrue();
    nanos.addAndGet(Inspector.QUIET.toNanos() - 1);
    assertThat(cards(inspector.inspect())).containsExactly(V100, lost(A100));
    nanos.addAndGet(1);
    Inspection well = inspector.inspect();
    assertThat(cards(well)).containsExactly(V100, A100);
    assertThat(unhealthy(well)).isEmpty();
  }

  /** A card that is stuck answers all else (DCGM #263). */
  @Test
  void aCardWhoseDriverAsksForAResetIsUnhealthyUntilItDoesNot() {
    FakeLibrary nvml = nvml().answers(TWO_CARDS, "0.recovery 1", "1.recovery 0");
    Inspector inspector = inspector(nvml);
    Inspection stuck = inspector.inspect();
    assertThat(cards(stuck)).containsExactly(lost(V100), A100);
    assertThat(unhealthy(stuck))
        .hasEntrySatisfying("GPU-a1", why -> assertThat(why).contains("reset"));
    nvml.answers(TWO_CARDS, "0.recovery 0");
    assertThat(cards(inspector.inspect())).containsExactly(V100, A100);
  }

  @Test
  void anErrorThatNamesNoCardIsOneOfAll() {
    FakeLibrary nvml = nvml();
    Inspector inspector = listening(nvml, CriticalXids.STANDARD);
    inspector.inspect();
    strike(nvml, 1, -1, 79);
    assertThat(inspector.await(Duration.ofSeconds(1))).isTrue();
    assertThat(cards(inspector.inspect())).containsExactly(lost(V100), lost(A100));
  }

  @Test
  void aCardThatDoesNotAnswerSaysWhy() {
    FakeLibrary nvml = nvml();
    Inspector inspector = inspector(nvml);
    inspector.inspect();
    nvml.answers(TWO_CARDS, "0.error 15");
    assertThat(unhealthy(inspector.inspect()))
        .containsExactlyEntriesOf(Map.of("GPU-a1", "it does not answer: GPU is lost"));
  }

  /** They are polled as before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.events 1\n1.events 1",
        "events.error 3",
        "0.register.error 3\n1.register.error 3"
      })
  void cardsWithoutEventsAreCards(String lacking) {
    FakeLibrary nvml = nvml().answers(TWO_CARDS, lacking);
    Inspector inspector = listening(nvml, CriticalXids.STANDARD);
    assertThat(cards(inspector.inspect())).containsExactly(V100, A100);
    assertThat(inspector.hasEvents()).isFalse();
  }

  @Test
  void aLibraryWithoutEventsIsAsked() {
    Inspector inspector = listening(nvml("EVENTS", "RECOVERY"), CriticalXids.STANDARD);
    assertThat(cards(inspector.inspect())).containsExactly(V100, A100);
    assertThat(inspector.hasEvents()).isFalse();
  }

  @Test
  void withAllErrorsDisabledNobodyWaitsForOne() {
    Inspector inspector = listening(nvml(), CriticalXids.of(Map.of(CriticalXids.DISABLE, "all")));
    inspector.inspect();
    assertThat(inspector.hasEvents()).isFalse();
  }

  /** It must not be asked again and again without a pause. */
  @Test
  void aDriverThatCannotWaitIsNotWaitedForUntilItIsOpenedAnew() {
    FakeLibrary nvml = nvml();
    Inspector inspector = listening(nvml, CriticalXids.STANDARD);
    inspector.inspect();
    nvml.answers(TWO_CARDS, "wait.error 15");
    assertThat(inspector.await(Duration.ofSeconds(1))).isFalse();
    assertThat(inspector.hasEvents()).isFalse();
    nvml.answers(TWO_CARDS, "count.error 15");
    inspector.inspect();
    nvml.answers(TWO_CARDS);
    inspector.inspect();
    assertThat(inspector.hasEvents()).isTrue();
  }

  @Test
  void anEventOfAnotherTypeIsNoError() {
    FakeLibrary nvml = nvml();
    Inspector inspector = listening(nvml, CriticalXids.STANDARD);
    inspector.inspect();
    nvml.answers(TWO_CARDS, "event 1", "event.type 2");
    assertThat(inspector.await(Duration.ofSeconds(1))).isFalse();
  }
}
