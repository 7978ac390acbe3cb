package io.hami.mock.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.NodeEvents;
import io.hami.mock.port.Outage;
import io.hami.mock.port.Outage.Point;
import io.hami.mock.port.Outage.Way;
import io.hami.mock.reconcile.FakeVendor;
import io.hami.mock.reconcile.GuardedLoop;
import io.hami.mock.reconcile.HandConfig;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.RecordingPublisher;
import io.hami.mock.reconcile.Sources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every call that hands on an Event fails in every way. Ten seconds after the end of that each
 * Event has been handed on once, and so is the next one.
 */
class EventFaultPointsTest {
  static Stream<Arguments> all() {
    return Outage.points(NodeEvents.class)
        .flatMap(point -> Stream.of(Way.values()).map(way -> Arguments.of(point, way)));
  }

  private final GuardedLoop loop = new GuardedLoop();
  private final HandSource node = new HandSource();
  private final HandConfig config = new HandConfig("");
  private final Reconciler reconciler =
      new Reconciler(loop, new RecordingPublisher(), new Vendors(List.of(new FakeVendor())));
  private final List<String> said = new ArrayList<>();

  private void configure(String text) {
    config.listener().text(text);
    loop.run();
  }

  private void see(String mebibytes) {
    node.facts(
        new NodeFacts("n", Map.of(FakeVendor.ANNOTATION, mebibytes), Map.of(), Map.of(), Map.of()));
    loop.run();
  }

  @ParameterizedTest
  @MethodSource("all")
  void eachEventIsHandedOnTenSecondsAfterTheFault(Point at, Way way) {
    // Nothing is answered here, so an Event that is not handed on is all the garbage there is.
    Outage outage = new Outage(way, (_, _, _) -> null);
    NodeEvents events = outage.in(NodeEvents.class, (reason, _) -> said.add(reason));
    reconciler.start(new Sources(node, Map.of(ConfigKind.PLUGIN, config), Optional.empty()));
    new Warnings(reconciler, events, loop).start();
    loop.run();
    see("1000");
    assertThat(said).isEmpty();

    outage.begin(at);
    configure("vendors: [");
    see("garbage");
    loop.advance(Duration.ofSeconds(30));
    assertThat(outage.hits()).as("calls that failed").isPositive();
    assertThat(said).isEmpty();

    outage.end().forEach(late -> loop.execute(late::make));
    loop.advance(Duration.ofSeconds(10));
    if (way != Way.GARBAGE) {
      assertThat(said).containsExactlyInAnyOrder("ConfigRejected", "SourceUnreadable");
    }
    said.clear();
    see("1155072");
    assertThat(said).containsExactly("OverFrameLimit");
    loop.advance(Duration.ofMinutes(5));
    assertThat(said).hasSize(1);
  }
}
