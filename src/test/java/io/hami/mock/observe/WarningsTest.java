package io.hami.mock.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.reconcile.FakeVendor;
import io.hami.mock.reconcile.HandConfig;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.reconcile.ManualLoop;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.RecordingPublisher;
import io.hami.mock.reconcile.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarningsTest {
  private final ManualLoop loop = new ManualLoop();
  private final HandSource node = new HandSource();
  private final HandConfig config = new HandConfig();
  private final List<String> said = new ArrayList<>();
  private final Reconciler reconciler =
      new Reconciler(loop, new RecordingPublisher(), new Vendors(List.of(new FakeVendor())));

  @BeforeEach
  void start() {
    new Warnings(reconciler, (reason, note) -> said.add(reason + " " + note)).start();
    reconciler.start(new Sources(node, Map.of(ConfigKind.PLUGIN, config), Optional.empty()));
    loop.run();
  }

  private void configure(String yaml) {
    config.listener().text(yaml);
    loop.run();
  }

  private void see(long mebibytes) {
    node.facts(
        new NodeFacts(
            "n",
            Map.of(FakeVendor.ANNOTATION, Long.toString(mebibytes)),
            Map.of(),
            Map.of(),
            Map.of()));
    loop.run();
  }

  @Test
  void whatIsRefusedIsSaidOnceEachTimeItComesUp() {
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
  void unitsThatHarmTheKubeletAreSaid() {
    configure("");
    node.facts(
        new NodeFacts(
            "n",
            Map.of(FakeVendor.ANNOTATION, "80000"),
            Map.of(),
            Map.of(),
            Map.of(),
            new KubeletVersion(1, 37)));
    loop.run();
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("ManyUnits example.com/gpumem: 80000 units are many");
  }

  @Test
  void aConfigThatIsNotTakenIsSaidWithAllItsProblems() {
    configure("log: {v: 1}");
    configure("log: {w: 1}\ncontrol: {event: false}");
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("ConfigRejected by hand: ")
        .contains("log.w", "control.event");
  }

  @Test
  void nothingIsSaidWhileTheConfigForbidsIt() {
    configure("control: {events: false}");
    see(1_155_072);
    assertThat(said).isEmpty();
    configure("");
    assertThat(said).hasSize(1);
  }
}
