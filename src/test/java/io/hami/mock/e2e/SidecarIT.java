package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plugin inside the pods of a DaemonSet that somebody else made. */
@LiveCluster
class SidecarIT {
  private static final String HOST = "vendor-device-plugin";
  private static final String RELEASE = "mock-sidecar";
  private static final String VENDOR = "src/test/resources/io/hami/mock/e2e/vendor-daemonset.yaml";
  private static final int JMX_PORT = 9441;

  /** The live node's release, which has no native sidecars. */
  private static final String OLD = "1.20.2";

  private final LiveNode node = LiveNode.ofEnvironment();

  static Stream<Path> ci() {
    try (Stream<Path> files = Files.list(ChartIT.CHART.resolve("ci"))) {
      return files.sorted().toList().stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static boolean isPatch(Path values) {
    String name = values.getFileName().toString();
    return name.startsWith("sidecar") && !name.contains("objects");
  }

  static Stream<Path> valuesOfPatches() {
    return ci().filter(SidecarIT::isPatch);
  }

  @BeforeEach
  void load() {
    LiveImage.load();
    clean();
    LiveNode.kubectl("apply", "-f", VENDOR);
    node.annotate(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100);
  }

  @AfterEach
  void clean() {
    LiveNode.kubectl("delete", "-f", VENDOR, "--ignore-not-found");
    ChartIT.uninstall(RELEASE);
    node.annotate(ShippedPlugin.REGISTER, "");
    ShippedPlugin.assertGone();
  }

  private static TemplateCommand sidecar(String render) {
    return new Helm(ChartIT.CHART)
        .template()
        .withName(RELEASE)
        .withNamespace(ChartIT.NAMESPACE)
        .withKubeVersion(OLD)
        .withValuesFile(ChartIT.valuesForThisNode())
        .set("mode", "sidecar")
        .set("sidecar.render", render);
  }

  private static void patchHost(String patch, String... more) {
    LiveNode.withFile(
        patch,
        file ->
            LiveNode.kubectl(
                Stream.concat(
                        Stream.of(
                            "-n",
                            ChartIT.NAMESPACE,
                            "patch",
                            "daemonset",
                            HOST,
                            "--patch-file",
                            file),
                        Stream.of(more))
                    .toArray(String[]::new)));
  }

  private static void awaitHost() {
    LiveNode.kubectl(
        "-n", ChartIT.NAMESPACE, "rollout", "status", "daemonset/" + HOST, "--timeout=90s");
  }

  private static JsonNode containers() {
    return LiveNode.read(
            LiveNode.kubectl(
                "-n", ChartIT.NAMESPACE, "get", "pods", "-l", "app=" + HOST, "-o", "json"))
        .at("/items/0/status/containerStatuses");
  }

  private static JsonNode container(String name) {
    for (JsonNode container : containers()) {
      if (container.path("name").asText().equals(name)) {
        return container;
      }
    }
    return containers().path("none");
  }

  @Test
  void joinsAndLeavesAnothersDaemonSet() throws Exception {
    new Helm(ChartIT.CHART)
        .install()
        .withName(RELEASE)
        .withNamespace(ChartIT.NAMESPACE)
        .withKubeConfig(ChartIT.kubeconfig())
        .set("mode", "sidecar")
        .set("sidecar.render", "objects")
        .set("sidecar.serviceAccount", "vendor")
        .set("config.vendors.NVIDIA.memoryFactor", 1)
        .call();
    patchHost(sidecar("patch").call());
    awaitHost();
    node.awaitAllocatable(ShippedPlugin.UNITS);
    assertThat(container("vendor").path("restartCount").asInt(-1)).isZero();
    String log =
        LiveNode.kubectl(
            "-n", ChartIT.NAMESPACE, "logs", "daemonset/" + HOST, "-c", "mock-device-plugin");
    assertThat(log.lines()).noneMatch(line -> line.startsWith("E") || line.startsWith("W"));
    ShippedPlugin.measure("sidecar", log);
    try (JmxClient jmx = new JmxClient(JMX_PORT)) {
      jmx.invoke("setMemoryFactor", "NVIDIA", 8);
      node.awaitAllocatable(Map.of("nvidia.com/gpumem", 8192L));
    }
    patchHost(sidecar("removal").call());
    awaitHost();
    LiveNode.within(
        Duration.ofSeconds(60),
        "the host alone",
        () -> {
          assertThat(LiveNode.sockets()).isEmpty();
          assertThat(containers()).hasSize(1);
          assertThat(container("vendor").at("/state/running").isMissingNode()).isFalse();
        });
  }

  @Test
  void aSidecarThatCannotStartLeavesItsHostRunning() {
    patchHost(sidecar("patch").set("extraArgs[0]", "-no-such-flag").call());
    LiveNode.within(
        Duration.ofSeconds(90),
        "a sidecar that fails beside a host that runs",
        () -> {
          assertThat(container("mock-device-plugin").path("restartCount").asInt()).isPositive();
          assertThat(container("vendor").at("/state/running").isMissingNode()).isFalse();
          assertThat(container("vendor").path("restartCount").asInt(-1)).isZero();
        });
  }

  @ParameterizedTest
  @MethodSource("valuesOfPatches")
  void theApiServerTakesThePatch(Path values) {
    patchHost(
        new Helm(ChartIT.CHART)
            .template()
            .withName(RELEASE)
            .withNamespace(ChartIT.NAMESPACE)
            .withValuesFile(values)
            .call(),
        "--dry-run=server");
  }
}
