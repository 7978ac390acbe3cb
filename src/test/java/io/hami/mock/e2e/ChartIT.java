package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart on a live node, installed by Helm. */
@LiveCluster
@EveryRelease
class ChartIT {
  static final Path CHART = Path.of("helm").toAbsolutePath();
  static final String NAMESPACE = "kube-system";

  private static final String RELEASE = "hami-mock-device-plugin";
  private static final Path RESOURCES = Path.of("src/test/resources/io/hami/mock/e2e");
  private static final String SERVICE_MONITORS =
      RESOURCES.resolve("servicemonitor-crd.yaml").toString();

  private final LiveNode node = LiveNode.ofEnvironment();

  static Path kubeconfig() {
    return Path.of(System.getenv("KUBECONFIG"));
  }

  static Path valuesForThisNode() {
    return RESOURCES.resolve("live-node-values.yaml").toAbsolutePath();
  }

  static void uninstall(String release) {
    Helm.uninstall(release)
        .withNamespace(NAMESPACE)
        .withKubeConfig(kubeconfig())
        .ignoreNotFound()
        .call();
  }

  /** A resource that the kubelet already has as units stays units here too. */
  @BeforeAll
  static void forget() {
    LiveNode.ofEnvironment().forget(ShippedPlugin.UNITS.keySet());
  }

  @BeforeEach
  void load() {
    LiveImage.load();
    clean();
    node.annotate(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100);
  }

  @AfterEach
  void clean() {
    uninstall(RELEASE);
    LiveNode.kubectl("delete", "-f", SERVICE_MONITORS, "--ignore-not-found");
    node.annotate(ShippedPlugin.REGISTER, "");
    ShippedPlugin.assertGone();
  }

  @Test
  void installTestAndUninstall() throws IOException {
    Release release =
        new Helm(CHART)
            .install()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withKubeConfig(kubeconfig())
            .withValuesFile(valuesForThisNode())
            .set("config.vendors.NVIDIA.memoryFactor", 1)
            .waitReady()
            .withTimeout(120)
            .call();
    assertThat(release.getStatus()).isEqualTo("deployed");
    node.awaitAllocatable(ShippedPlugin.UNITS);
    if (LiveNode.knowsAdmissionPolicies()) {
      ManifestsIT.awaitPolicy();
    }
    String log = LiveNode.kubectl("-n", NAMESPACE, "logs", "daemonset/" + RELEASE);
    assertThat(log.lines()).noneMatch(line -> line.startsWith("E") || line.startsWith("W"));
    ShippedPlugin.measure("chart", log);
    Helm.test(RELEASE)
        .withNamespace(NAMESPACE)
        .withKubeConfig(kubeconfig())
        .withTimeout(120)
        .call();
  }

  /** Values that an older chart did not have must not be needed when its values are kept. */
  @Test
  void upgradeFromAnOlderChartKeepsItsValues(@TempDir Path directory) throws Exception {
    Path older = directory.resolve("older");
    LiveNode.run(List.of("cp", "-r", CHART.toString(), older.toString()));
    Path chart = older.resolve("Chart.yaml");
    Files.writeString(
        chart, Files.readString(chart).replaceFirst("(?m)^version: .*$", "version: 0.0.9"));
    Path values = older.resolve("values.yaml");
    Files.writeString(
        values,
        Files.readString(values)
            .replaceAll("(?ms)^(dashboard|tests|sidecar|jmx):\n(  .*?\n)+", ""));
    new Helm(older)
        .install()
        .withName(RELEASE)
        .withNamespace(NAMESPACE)
        .withKubeConfig(kubeconfig())
        .withValuesFile(valuesForThisNode())
        .set("config.vendors.NVIDIA.memoryFactor", 8)
        .waitReady()
        .withTimeout(120)
        .call();
    node.awaitAllocatable(Map.of("nvidia.com/gpumem", 8192L));
    new Helm(CHART)
        .upgrade()
        .withName(RELEASE)
        .withNamespace(NAMESPACE)
        .withKubeConfig(kubeconfig())
        .reuseValues()
        .set("config.vendors.NVIDIA.memoryFactor", 16)
        .waitReady()
        .withTimeout(120)
        .call();
    node.awaitAllocatable(Map.of("nvidia.com/gpumem", 4096L));
  }

  /** Patches are for `kubectl patch`: see SidecarIT. */
  static Stream<Path> valuesOfObjects() {
    return SidecarIT.ci().filter(file -> !SidecarIT.isPatch(file));
  }

  @ParameterizedTest
  @MethodSource("valuesOfObjects")
  void theApiServerTakesWhatIsRendered(Path values) {
    LiveNode.kubectl("apply", "-f", SERVICE_MONITORS);
    LiveNode.within(
        Duration.ofSeconds(30),
        "ServiceMonitors",
        () -> LiveNode.kubectl("get", "servicemonitors", "-n", NAMESPACE));
    String rendered =
        new Helm(CHART)
            .template()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withValuesFile(values.toAbsolutePath())
            .call();
    LiveNode.withFile(
        rendered,
        file ->
            assertThat(LiveNode.kubectl("apply", "--dry-run=server", "-f", file))
                .contains("server dry run"));
  }
}
