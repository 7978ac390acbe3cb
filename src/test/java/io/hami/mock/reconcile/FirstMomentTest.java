package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.log.LogOf;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Notice;
import io.hami.mock.model.Reason;
import io.hami.mock.port.ConfigSource.Nearby;
import io.hami.mock.port.HardwareSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sources that cannot be read, or have nothing, from the first moment on. */
class FirstMomentTest extends WholeLoop<FakeVendor> {
  @RegisterExtension private final LogOf log = new LogOf(Reconciler.class);

  FirstMomentTest() {
    super(new FakeVendor());
  }

  private static NodeFacts bare() {
    return new NodeFacts("n", Map.of(), Map.of(), Map.of(), Map.of());
  }

  @Test
  void aConfigThatCannotBeReadAtFirstIsAWarning() {
    start(Optional.empty());
    see(bare());
    config.listener().unavailable("the file is not UTF-8 text");
    loop.run();
    see(new NodeFacts("n", Map.of(), Map.of(), Map.of("cpu", "1"), Map.of()));
    assertThat(log.lines(Level.WARN))
        .containsExactly(
            "by hand: the file is not UTF-8 text; nothing is advertised until it can be read");
  }

  @Test
  void aNodeThatCannotBeReadAtFirstKeepsNoNumbers() {
    start(Optional.empty());
    source.unavailable("there is no Node named n");
    loop.run();
    assertThat(log.lines(Level.WARN))
        .containsExactly(
            "there is no Node named n; nothing is advertised until the Node can be read");
  }

  @Test
  void aBareNodeIsOneWarningHoweverOftenItIsPlannedAndReadyAllTheSame() {
    start(Optional.empty());
    configureNothing();
    see(bare());
    for (int count = 0; count < 10; count++) {
      see(new NodeFacts("n", Map.of(), Map.of(), Map.of("cpu", "" + count), Map.of()));
    }
    assertThat(log.lines(Level.WARN))
        .singleElement()
        .asString()
        .startsWith("nothing is advertised on this Node");
    assertThat(Readiness.of(reconciler.state()).ready()).isTrue();
  }

  @Test
  void whatIsAroundAMissingConfigIsPlannedAtOnce() {
    start(Optional.empty());
    configureNothing();
    see(bare());
    config.listener().nearby(new Nearby(Optional.empty(), List.of("other"), List.of()));
    loop.run();
    assertThat(reconciler.state().plan().notices())
        .extracting(Notice::kind)
        .contains(Notice.Kind.CONFIG_NOT_FOUND);
  }

  @Test
  void theAnswerOfTheHardwareIsAwaited() {
    List<Consumer<Map<String, Inspection>>> asked = new ArrayList<>();
    start(
        new Sources(
            source,
            Map.of(ConfigKind.PLUGIN, config),
            Optional.empty(),
            Optional.of(
                new HardwareSource() {
                  @Override
                  public void start(Consumer<Map<String, Inspection>> listener) {
                    asked.add(listener);
                  }

                  @Override
                  public void close() {}
                }),
            Optional.empty(),
            lastGood));
    configureNothing();
    see(bare());
    assertThat(log.lines(Level.WARN)).isEmpty();
    asked
        .getFirst()
        .accept(
            Map.of(
                "Example",
                new Inspection.Absent(new Reason(Reason.Kind.NO_HARDWARE, "no library"))));
    loop.run();
    assertThat(log.lines(Level.WARN)).singleElement().asString().contains("Example: no library");
  }
}
