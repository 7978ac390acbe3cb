package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left on a Node after the plugin has gone, and how it is removed. */
@LiveCluster
@EveryRelease
class CleanupIT {
  private static final String MAP = "hami-mock-device-plugin";
  private static final String RELEASE = "hami-mock-device-plugin";
  private static final String CLEANUP = "k8s-mock-cleanup.yaml";
  private static final String HANDSHAKE = "hami.io/node-handshake";
  private static final String OWNED = "mock.hami.io/owned";
  private static final String THEIRS = "example.com/theirs";
  private static final String GPUMEM = "nvidia.com/gpumem";

  /** More memory than a kubelet's list has units, so that it goes through the Node's status. */
  private static final String CARDS =
      "inventory: [{cards: [{profile: nvidia-a100-80gb, count: 8}]}]";

  private static final Set<String> UNITS =
      Set.of("nvidia.com/gpu", GPUMEM, "nvidia.com/gpucores", "nvidia.com/gpumem-percentage");

  private final LiveNode node = LiveNode.ofEnvironment();

  @BeforeEach
  void mark() {
    clean();
    node.annotate(THEIRS, "x");
  }

  @AfterEach
  void clean() {
    ChartIT.uninstall(RELEASE);
    LiveNode.kubectl("delete", "-f", CLEANUP, "--ignore-not-found");
    LiveNode.deleteConfigMap(MAP);
    node.removeHamiAnnotations();
    node.annotate(THEIRS, "");
    node.forget(UNITS);
  }

  private static PluginProcess plugin() {
    return PluginProcess.start("--http-address=", "--namespace=kube-system");
  }

  private String cleanup(String... more) {
    return PluginProcess.output("cleanup", "--node", node.name(), List.of(more));
  }

  private void awaitCards() {
    node.awaitAllocatable(Map.of(GPUMEM, 655_360L));
    LiveNode.within(
        Duration.ofSeconds(60),
        "the annotations of eight cards",
        () ->
            assertThat(node.annotations()).containsKeys(ShippedPlugin.REGISTER, HANDSHAKE, OWNED));
  }

  /** Leaves what a plugin leaves that had no time to stop. */
  private void leave() {
    LiveNode.applyConfigMap(MAP, "config.yaml", CARDS);
    try (PluginProcess plugin = plugin()) {
      awaitCards();
      plugin.kill();
    }
  }

  private void assertClean() {
    assertThat(node.annotations())
        .containsEntry(THEIRS, "x")
        .allSatisfy((key, _) -> assertThat(key).doesNotContain("hami"));
    assertThat(node.capacity()).doesNotContainKey(GPUMEM).containsKey("cpu");
    assertThat(node.allocatable()).doesNotContainKey(GPUMEM).containsKey("cpu");
  }

  @Test
  void whatAKilledPluginHasLeftIsRemoved() {
    leave();
    Map<String, String> before = node.annotations();

    assertThat(cleanup("--dry-run"))
        .contains(node.name(), ShippedPlugin.REGISTER, GPUMEM, "655360", "would be removed");
    assertThat(node.annotations()).isEqualTo(before);
    assertThat(node.capacity()).containsEntry(GPUMEM, 655_360L);

    assertThat(cleanup()).contains(ShippedPlugin.REGISTER, GPUMEM, "removed");
    assertClean();
    assertThat(cleanup()).contains("nothing removed");
  }

  @Test
  void whatAnotherHasWrittenSinceStays() {
    leave();
    node.annotate(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100);

    assertThat(cleanup()).contains("kept: administrator has written it since");
    assertThat(node.annotations())
        .containsEntry(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100)
        .doesNotContainKeys(HANDSHAKE, OWNED);
  }

  @Test
  void aPluginThatStillRunsIsReported() {
    LiveNode.applyConfigMap(MAP, "config.yaml", CARDS);
    try (PluginProcess _ = plugin()) {
      awaitCards();
      try (PluginProcess cleanup = PluginProcess.start("cleanup", "--node", node.name())) {
        LiveNode.within(
            Duration.ofMinutes(2),
            "the end of cleanup",
            () -> assertThat(cleanup.alive()).isFalse());
        assertThat(cleanup.exitStatus()).isEqualTo(1);
        assertThat(cleanup.log()).contains("the plugin still runs there; delete its DaemonSet");
      }
      awaitCards();
    }
  }

  @Test
  void theJobOfThePlainManifest() throws IOException {
    LiveImage.load();
    leave();

    LiveNode.apply(forThisNode());
    LiveNode.kubectl(
        "-n",
        "kube-system",
        "wait",
        "--for=condition=complete",
        "--timeout=120s",
        "job/hami-mock-device-plugin-cleanup");

    assertClean();
  }

  /** The manifest with what the node of the tests needs: its image, and its way to the server. */
  private static String forThisNode() throws IOException {
    return Files.readString(Path.of(CLEANUP))
        .replaceFirst("image: .*", "image: localhost/mock-device-plugin:test")
        .replaceFirst(
            "imagePullPolicy: .*",
            """
            imagePullPolicy: Never
                      env:
                        - {name: KUBERNETES_SERVICE_HOST, value: 127.0.0.1}
                        - {name: KUBERNETES_SERVICE_PORT, value: "6443"}\
            """)
        .replaceFirst("restartPolicy: Never", "restartPolicy: Never\n      hostNetwork: true");
  }

  @Test
  void helmUninstallLeavesNothing() {
    LiveImage.load();
    new Helm(ChartIT.CHART)
        .install()
        .withName(RELEASE)
        .withNamespace(ChartIT.NAMESPACE)
        .withKubeConfig(ChartIT.kubeconfig())
        .withValuesFile(ChartIT.valuesForThisNode())
        .set("config.inventory[0].cards[0].profile", "nvidia-a100-80gb")
        .set("config.inventory[0].cards[0].count", 8)
        .waitReady()
        .withTimeout(120)
        .call();
    awaitCards();

    ChartIT.uninstall(RELEASE);

    assertClean();
    ShippedPlugin.assertGone();
  }
}
