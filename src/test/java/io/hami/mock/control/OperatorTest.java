package io.hami.mock.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.fault.ActiveFault;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.reconcile.FakeVendor;
import io.hami.mock.reconcile.HandConfig;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.reconcile.LoopThread;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.RecordingPublisher;
import io.hami.mock.reconcile.Sources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorTest {
  private static final FactorScope MEMORY = new FactorScope.OfVendor("example", Measure.MEMORY);
  private static final FactorScope NAME = new FactorScope.OfResource(FakeVendor.NAME);

  private final LoopThread loop = new LoopThread();
  private final Vendors vendors = new Vendors(List.of(new FakeVendor()));
  private final Reconciler reconciler = new Reconciler(loop, new RecordingPublisher(), vendors);
  private final Operator operator = new Operator(loop, reconciler, vendors);
  private final HandSource node = new HandSource();
  private final HandConfig config = new HandConfig();

  @BeforeEach
  void start() {
    reconciler.start(new Sources(node, Map.of(ConfigKind.PLUGIN, config), Optional.empty()));
    await().until(() -> node.listener().isPresent());
    config.listener().absent();
    node.facts(
        new NodeFacts(
            "node1", Map.of(FakeVendor.ANNOTATION, "1000"), Map.of(), Map.of(), Map.of()));
    await().until(() -> units() == 1_000);
  }

  @AfterEach
  void stop() {
    loop.close();
  }

  private long units() {
    return reconciler
        .state()
        .plan()
        .advertised()
        .getOrDefault(FakeVendor.NAME, Advertisement.of(Units.NONE))
        .units()
        .capacity();
  }

  @Test
  void aFactorCountsUntilItIsReset() throws Exception {
    operator.setFactor(MEMORY, 10);
    assertThat(units()).isEqualTo(100);
    operator.setFactor(NAME, 4);
    assertThat(units()).isEqualTo(250);
    operator.resetFactor(NAME);
    assertThat(units()).isEqualTo(100);
    operator.resetFactor(MEMORY);
    assertThat(units()).isEqualTo(1_000);
    operator.setFactor(NAME, 4);
    operator.resetFactors("EXAMPLE");
    assertThat(reconciler.state().operator()).isEqualTo(Factors.NONE);
  }

  @Test
  void aRefusedOperationChangesNothing() {
    NodeState before = reconciler.state();
    refused(() -> operator.setFactor(NAME, 0), "at least 1");
    refused(() -> operator.setFactor(NAME, 1_001), "leaves no unit");
    refused(
        () -> operator.setFactor(new FactorScope.OfVendor("Exampel", Measure.MEMORY), 2),
        "did you mean 'Example'");
    refused(
        () -> operator.setFactor(new FactorScope.OfVendor("custom", Measure.MEMORY), 2),
        "no vendor 'custom'");
    refused(
        () -> operator.setFactor(new FactorScope.OfVendor("Example", Measure.CORES), 2),
        "no resource");
    refused(
        () -> operator.setFactor(new FactorScope.OfResource(ResourceName.parse("a.b/c")), 2),
        "no resource");
    refused(() -> operator.resetFactors("nobody"), "no vendor 'nobody'");
    refused(operator::persist, "no factor is set");
    assertThat(reconciler.state()).isEqualTo(before);
  }

  @Test
  void customResourcesAreResetByTheirFamily() throws Exception {
    config.listener().text("custom: [{name: a.b/c, quantity: 12}]");
    ResourceName custom = ResourceName.parse("a.b/c");
    await().until(() -> reconciler.state().plan().advertised().containsKey(custom));
    operator.setFactor(new FactorScope.OfResource(custom), 3);
    operator.setFactor(NAME, 2);
    assertThat(reconciler.state().plan().advertised())
        .containsEntry(custom, Advertisement.of(new Units(4, 4)));
    operator.resetFactors("custom");
    assertThat(reconciler.state().operator().values()).containsOnlyKeys(NAME);
  }

  @Test
  void aFaultIsInjectedShownAndRemoved() throws Exception {
    String id = operator.inject(Map.of("fault", "freeze-list", "for", "10m"));
    assertThat(reconciler.state().faults()).extracting(ActiveFault::id).containsExactly(id);
    assertThat(reconciler.state().resources())
        .singleElement()
        .matches(resource -> resource.reason().endsWith("; injected: list frozen"));
    refused(() -> operator.resetFaults("f99"), "no injected fault 'f99'");
    operator.resetFaults(id);
    operator.resetFaults("");
    assertThat(reconciler.state().faults()).isEmpty();
  }

  @Test
  void aFaultThatAffectsNothingIsRefused() {
    refused(() -> operator.inject(Map.of("fault", "unhealthy")), "for: how long");
    refused(
        () -> operator.inject(Map.of("fault", "unhealthy", "for", "1m", "of", "a.b/c")),
        "nothing of a.b/c");
    refused(
        () -> operator.inject(Map.of("fault", "unhealthy", "for", "1m", "of", "Nobody")),
        "one of the vendors Example");
    assertThat(reconciler.state().faults()).isEmpty();
  }

  @Test
  void aConfigThatForbidsChangesRefusesEachOperation() throws Exception {
    operator.setFactor(NAME, 2);
    config.listener().text("control: {changes: false}");
    await().until(() -> operator.locked().isPresent());
    refused(() -> operator.setFactor(NAME, 4), "control.changes is false");
    refused(() -> operator.resetFactors(""), "control.changes is false");
    refused(operator::reregister, "control.changes is false");
    refused(
        () -> operator.inject(Map.of("fault", "unhealthy", "for", "1m")),
        "control.changes is false");
    refused(() -> operator.resetFaults(""), "control.changes is false");
    assertThat(units()).isEqualTo(500);
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable wish, String why) {
    assertThatThrownBy(wish).isInstanceOf(RefusedException.class).hasMessageContaining(why);
  }
}
