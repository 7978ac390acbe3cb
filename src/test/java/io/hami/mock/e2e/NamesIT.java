package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Owned;
import io.hami.mock.simulator.VendorPlugin;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which plugin a name belongs to, on a real node: after a crash, after a reinstallation, and beside
 * another plugin.
 */
@LiveCluster
class NamesIT {
  private static final String MAP = "hami-mock-device-plugin";
  private static final String GPU = "nvidia.com/gpu";
  private static final String CARDS =
      "inventory: [{cards: [{profile: nvidia-t4, count: 2}]}]\nhami: {annotations: %s}\n";
  private static final String ILL = "faults: [{fault: unhealthy, number: 1, for: 1h}]\n";

  private final LiveNode node = LiveNode.ofEnvironment();

  @BeforeEach
  @AfterEach
  void clean() {
    LiveNode.deleteConfigMap(MAP);
    node.removeHamiAnnotations();
    node.forget(
        Set.of(GPU, "nvidia.com/gpumem", "nvidia.com/gpucores", "nvidia.com/gpumem-percentage"));
  }

  private static PluginProcess plugin() {
    return PluginProcess.start("--http-address=", "--namespace=kube-system");
  }

  private static void configure(String text) {
    LiveNode.applyConfigMap(MAP, "config.yaml", text);
  }

  /** Without annotations no mark on the Node says which plugin the units belong to. */
  @EveryRelease
  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void aCardThatRecoversWhileThePluginIsDeadCountsAtOnce(String annotations) {
    configure(CARDS.formatted(annotations) + ILL);
    try (PluginProcess plugin = plugin()) {
      node.awaitAllocatable(Map.of(GPU, 10L));
      assertThat(node.capacity()).containsEntry(GPU, 20L);
      plugin.kill();
    }
    configure(CARDS.formatted(annotations));
    try (PluginProcess _ = plugin()) {
      LiveNode.within(
          Duration.ofSeconds(10),
          "both cards are counted",
          () -> assertThat(node.allocatable()).containsEntry(GPU, 20L));
    }
  }

  @EveryRelease
  @Test
  void aReinstalledPluginShowsItsUnitsAgain() {
    configure(CARDS.formatted("true"));
    try (PluginProcess _ = plugin()) {
      node.awaitAllocatable(Map.of(GPU, 20L));
    }
    node.removeHamiAnnotations();
    node.awaitAllocatable(Map.of(GPU, 0L));
    try (PluginProcess plugin = plugin()) {
      plugin.awaitLog("watching the Node");
      LiveNode.within(
          Duration.ofSeconds(7),
          "counted again, within the start and two status periods of 2 s",
          () -> assertThat(node.allocatable()).containsEntry(GPU, 20L));
    }
  }

  @Test
  void aNameIsServedWhenTheOtherPluginHasGone() throws IOException {
    configure(CARDS.formatted("true"));
    VendorPlugin real =
        new VendorPlugin(LiveNode.DEVICE_PLUGINS, "real.sock", GPU, List.of("GPU-1", "GPU-2"));
    real.start();
    node.awaitAllocatable(Map.of(GPU, 2L));
    try (PluginProcess plugin = plugin()) {
      try (real) {
        plugin.awaitLog("another plugin serves it, with devices such as 'GPU-");
        assertThat(node.allocatable()).containsEntry(GPU, 2L);
        assertThat(node.annotations()).doesNotContainKey(Owned.KEY);
      }
      LiveNode.within(
          Duration.ofSeconds(90),
          "the name is ours, without a restart",
          () -> assertThat(node.allocatable()).containsEntry(GPU, 20L));
    }
  }

  /** As HAMi's plugin does with its flag --report-node-capacity (HAMi #2874). */
  @EveryRelease
  @Test
  void aNumberThatIsPatchedAgainAndAgainIsLeftToWhoeverPatchesIt() {
    node.annotate(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100);
    String cores = "nvidia.com/gpucores";
    try (PluginProcess plugin = plugin()) {
      node.awaitAllocatable(Map.of(cores, 200L));
      LiveNode.within(
          Duration.ofSeconds(60),
          "the name is left to the other component",
          () -> {
            if (node.capacity().getOrDefault(cores, 0L) == 200) {
              node.patchCapacity(Map.of(cores, "150"));
            }
            assertThat(plugin.log()).contains("has written 150 of it into the Node's status");
          });
      node.awaitAllocatable(Map.of("nvidia.com/gpumem-percentage", 200L, cores, 0L));
    }
  }
}
