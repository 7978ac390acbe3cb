package io.hami.mock.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.reconcile.FakeVendor;
import io.hami.mock.reconcile.WholeLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarningsTest extends WholeLoop<FakeVendor> {
  private final List<String> said = new ArrayList<>();

  WarningsTest() {
    super(new FakeVendor());
  }

  @BeforeEach
  void start() {
    new Warnings(reconciler, (reason, note) -> said.add(reason + " " + note), loop).start();
    start(Optional.empty());
  }

  private void see(long mebibytes) {
    see(
        new NodeFacts(
            "n",
            Map.of(FakeVendor.ANNOTATION, Long.toString(mebibytes)),
            Map.of(),
            Map.of(),
            Map.of()));
  }

  @Test
  void aRefusalIsReportedOnceEachTimeItAppears() {
    configure("");
    see(1_155_072);
    see(1_155_072);
    assertThat(said).singleElement().asString().startsWith("OverFrameLimit example.com/gpumem");
    see(1000);
    configure("vendors: {Example: {memoryFactor: 1001}}");
    assertThat(said).hasSize(2).last().asString().startsWith("ResourceRefused");
    configure("");
    configure("vendors: {Example: {memoryFactor: 1001}}");
    assertThat(said).hasSize(3);
  }

  private void seeText(String text) {
    see(new NodeFacts("n", Map.of(FakeVendor.ANNOTATION, text), Map.of(), Map.of(), Map.of()));
  }

  @Test
  void aSourceIsUnreadableFromTheFirstMomentAsLater() {
    configure("");
    seeText("garbage");
    assertThat(said)
        .containsExactly("SourceUnreadable example.com/gpumem is not advertised: not a number");
    see(1000);
    seeText("garbage");
    assertThat(said)
        .hasSize(2)
        .last()
        .isEqualTo("SourceUnreadable example.com/gpumem stays at 1000 units: not a number");
  }

  @Test
  void aConfigThatCannotBeReadFromTheFirstMomentIsReported() {
    config.listener().unavailable("the file is not UTF-8 text");
    loop.run();
    assertThat(said).containsExactly("ConfigUnreadable by hand: the file is not UTF-8 text");
  }

  /** The interfaces start a moment after the counts. */
  @Test
  void whatWasWrongBeforeTheStartIsReportedToo() {
    configure("");
    see(1_155_072);
    List<String> late = new ArrayList<>();
    new Warnings(reconciler, (reason, note) -> late.add(reason), loop).start();
    loop.run();
    assertThat(late).containsExactly("OverFrameLimit");
  }

  @Test
  void aNodeForWhichNothingIsAdvertisedSaysSoOnce() {
    configure("");
    see(new NodeFacts("n", Map.of(), Map.of(), Map.of(), Map.of()));
    see(new NodeFacts("n", Map.of(), Map.of(), Map.of("cpu", "4"), Map.of()));
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("NothingAdvertised nothing is advertised on this Node");
    see(1000);
    assertThat(said).hasSize(1);
  }

  @Test
  void unitsThatComeAndGoEveryFiveSecondsAreSummedUpOnceAMinute() {
    configure("");
    see(1000);
    loop.advance(Duration.ofMinutes(2));
    said.clear();
    for (int change = 0; change < 24; change++) {
      see(1001 + change);
      loop.advance(Duration.ofSeconds(5));
    }
    assertThat(said)
        .hasSize(2)
        .allSatisfy(
            event ->
                assertThat(event)
                    .startsWith("Flapping example.com/gpumem changes again and again: ")
                    .endsWith("(the last of 12 changes within 60 s)"));
  }

  @Test
  void unitsThatHarmTheKubeletAreReported() {
    configure("");
    see(
        new NodeFacts(
            "n",
            Map.of(FakeVendor.ANNOTATION, "80000"),
            Map.of(),
            Map.of(),
            Map.of(),
            new KubeletVersion(1, 37)));
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("ManyUnits example.com/gpumem: 80000 units are many");
  }

  @Test
  void aRefusedConfigIsReportedWithAllItsProblems() {
    configure("log: {v: 1}");
    configure("log: {w: 1}\ncontrol: {event: false}");
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("ConfigRejected by hand: ")
        .contains("log.w", "control.event");
  }

  @Test
  void nothingIsReportedWhileTheConfigForbidsIt() {
    configure("control: {events: false}");
    see(1_155_072);
    assertThat(said).isEmpty();
    configure("");
    assertThat(said).hasSize(1);
  }
}
