package io.hami.mock.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.ConfigWriter;
import io.hami.mock.port.Outage;
import io.hami.mock.port.Outage.Point;
import io.hami.mock.port.Outage.Way;
import io.hami.mock.reconcile.FakeVendor;
import io.hami.mock.reconcile.HandConfig;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.reconcile.LoopThread;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.RecordingPublisher;
import io.hami.mock.reconcile.Sources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every call that writes an operator's factors into the config fails in every way. The operator is
 * told why, other changes can be made meanwhile, and afterwards the factors can be written.
 */
class PersistFaultPointsTest {
  private static final FactorScope NAME = new FactorScope.OfResource(FakeVendor.NAME);

  static Stream<Arguments> all() {
    return Outage.points(ConfigWriter.class)
        .flatMap(point -> Stream.of(Way.values()).map(way -> Arguments.of(point, way)));
  }

  private final LoopThread loop = new LoopThread();
  private final Vendors vendors = new Vendors(List.of(new FakeVendor()));
  private final Reconciler reconciler = new Reconciler(loop, new RecordingPublisher(), vendors);
  private final Operator operator = new Operator(loop, reconciler, vendors);
  private final HandSource node = new HandSource();
  private final ExecutorService consoles = Executors.newVirtualThreadPerTaskExecutor();
  private volatile String text = "";

  @AfterEach
  void stop() {
    consoles.shutdownNow();
    loop.close();
  }

  /** A writer that finds a text that is no config. */
  @SuppressWarnings("unchecked")
  private static void garbage(Object edit) {
    var _ = ((UnaryOperator<String>) edit).apply("\t: [\u0000");
  }

  private CompletableFuture<String> persist() {
    CompletableFuture<String> where = new CompletableFuture<>();
    consoles.execute(
        () -> {
          try {
            where.complete(operator.persist());
          } catch (RefusedException | RuntimeException | Error failure) {
            where.completeExceptionally(failure);
          }
        });
    return where;
  }

  @ParameterizedTest
  @MethodSource("all")
  void factorsAreWrittenAfterTheFault(Point at, Way way) throws Exception {
    Outage outage =
        new Outage(
            way,
            (_, _, arguments) -> {
              garbage(arguments[0]);
              return null;
            },
            ConfigWriter.class);
    reconciler.start(
        new Sources(
            node,
            Map.of(ConfigKind.PLUGIN, new HandConfig("")),
            Optional.of(outage.in(ConfigWriter.class, edit -> text = edit.apply(text)))));
    await().until(() -> node.listener().isPresent());
    node.facts(
        new NodeFacts("n", Map.of(FakeVendor.ANNOTATION, "1000"), Map.of(), Map.of(), Map.of()));
    operator.setFactor(NAME, 4);

    outage.begin(at);
    CompletableFuture<String> first = persist();
    await().until(() -> outage.hits() == 1);
    if (way != Way.HANG) {
      assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(RefusedException.class)
          .hasMessageContaining("not persisted: ");
    }
    operator.setFactor(NAME, 5);
    assertThat(text).isEmpty();

    var _ = outage.end();
    if (way == Way.HANG) {
      assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo("by hand");
    }
    assertThat(persist().get(60, TimeUnit.SECONDS)).isEqualTo("by hand");
    assertThat(text).contains("5").doesNotContain("4");
  }
}
