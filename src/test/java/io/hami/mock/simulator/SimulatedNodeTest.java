package io.hami.mock.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class SimulatedNodeTest {
  private static final String GPU = "nvidia.com/gpu";

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void theVendorsPluginServesItsSlotsAndComesBackWhenRestarted(Release release) throws Exception {
    try (EmbeddedKubelet kubelet =
            new EmbeddedKubelet(KubeletOptions.of(directory, release)).start();
        VendorPlugin plugin = SimulatedNode.nvidiaPlugin(directory)) {
      plugin.start();
      await().until(() -> kubelet.resource(GPU).filter(new Units(20, 20)::equals).isPresent());
      assertThat(kubelet.healthyIds(GPU)).startsWith("GPU-a1-0").endsWith("GPU-a2-9");
      Allocation pod = kubelet.allocate(GPU, 1);
      assertThat(pod.response().getEnvsMap())
          .containsEntry("NVIDIA_VISIBLE_DEVICES", pod.ids().getFirst());
      kubelet.restart();
      assertThat(kubelet.resource(GPU)).contains(Units.NONE);
      plugin.restart();
      await().until(() -> kubelet.resource(GPU).filter(new Units(20, 20)::equals).isPresent());
    }
  }

  @Test
  void withoutAKubeletTheVendorsPluginSaysSo() throws Exception {
    try (VendorPlugin plugin = SimulatedNode.nvidiaPlugin(directory)) {
      assertThatThrownBy(plugin::start).isInstanceOf(StatusRuntimeException.class);
    }
  }

  @Test
  void theNodeHasPodsAndCardsAndWhatTheKubeletSays() {
    NodeFacts facts =
        SimulatedNode.twoV100("demo")
            .facts(Map.of(GPU, new Units(20, 10), "nvidia.com/gpumem", new Units(65_000, 65_000)));
    assertThat(facts.name()).isEqualTo("demo");
    assertThat(facts.annotations())
        .containsEntry(
            "hami.io/node-nvidia-register",
            """
            [{"id":"GPU-a1","count":10,"devmem":32768,"devcore":100,"type":"NVIDIA-Tesla V100","health":true},\
            {"id":"GPU-a2","count":10,"devmem":32768,"devcore":100,"type":"NVIDIA-Tesla V100","health":true}]\
            """);
    assertThat(facts.capacity())
        .isEqualTo(Map.of("pods", "110", GPU, "20", "nvidia.com/gpumem", "65k"));
    assertThat(facts.allocatable()).containsEntry(GPU, "10");
    assertThat(facts.capacity(ResourceName.parse("nvidia.com/gpumem")))
        .hasValueSatisfying(
            count -> assertThat(count).isEqualByComparingTo(BigDecimal.valueOf(65_000)));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1,1",
    "999,999",
    "1000,1k",
    "1500,1500",
    "100000,100k",
    "262144,262144",
    "2000000,2M",
    "1000000000000000000,1E"
  })
  void quantitiesAreWrittenAsKubernetesWritesThem(long count, String text) {
    assertThat(SimulatedNode.quantity(count)).isEqualTo(text);
  }

  @Test
  void theTableIsSortedAlignedAndInPlainFigures() {
    NodeFacts facts =
        SimulatedNode.twoV100("demo")
            .facts(
                Map.of(
                    "zeta.com/cards",
                    new Units(8, 0),
                    GPU,
                    new Units(20, 20),
                    "nvidia.com/gpumem",
                    new Units(65_000, 64_000)));
    assertThat(AllocatableTable.render(facts))
        .isEqualTo(
            """
            RESOURCE           CAPACITY  ALLOCATABLE
            nvidia.com/gpu           20           20
            nvidia.com/gpumem     65000        64000
            zeta.com/cards            8            0
            pods                    110          110
            """);
  }
}
