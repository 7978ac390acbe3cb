package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Units;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadinessTest extends WholeLoop<FakeVendor> {
  ReadinessTest() {
    super(new FakeVendor());
  }

  private Readiness readiness() {
    loop.run();
    return Readiness.of(reconciler.state());
  }

  @Test
  void item73NeedsAConfigTheNodeAndAStreamForAllThatIsPlanned() {
    assertThat(Readiness.of(NodeState.INITIAL).missing()).containsOnlyKeys("config", "node");
    start(Sources.of(source));
    assertThat(readiness().missing()).containsOnlyKeys("node");
    source.facts(
        new NodeFacts("n", Map.of(FakeVendor.ANNOTATION, "5"), Map.of(), Map.of(), Map.of()));
    assertThat(readiness().ready()).isTrue();
    publisher.say(FakeVendor.NAME, new Units(5, 5), 0);
    assertThat(readiness().missing()).containsOnlyKeys(FakeVendor.NAME.toString());
    publisher.say(FakeVendor.NAME, new Units(5, 5), 1);
    source.unavailable("the API server is away");
    assertThat(readiness().ready()).isTrue();
  }

  @Test
  void aNameThatAnotherPluginServesIsMissing() {
    publisher.registered(FakeVendor.NAME, "GPU-1");
    start(Sources.of(source));
    source.facts(
        new NodeFacts("n", Map.of(FakeVendor.ANNOTATION, "5"), Map.of(), Map.of(), Map.of()));
    assertThat(readiness().missing())
        .containsEntry(
            FakeVendor.NAME.toString(),
            "contended: another plugin serves it, with devices such as 'GPU-1'");
    publisher.forgotten();
    assertThat(readiness().ready()).isTrue();
  }
}
