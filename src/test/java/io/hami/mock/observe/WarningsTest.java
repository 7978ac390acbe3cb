package io.hami.mock.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.reconcile.FakeVendor;
import io.hami.mock.reconcile.WholeLoop;
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
    new Warnings(reconciler, (reason, note) -> said.add(reason + " " + note)).start();
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
