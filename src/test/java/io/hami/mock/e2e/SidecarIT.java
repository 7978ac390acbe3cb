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
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plugin inside the pods of somebody else's DaemonSet. */
@LiveCluster
class SidecarIT {
  private static final String HOST = "vendor-device-plugin";
  private static final String RELEASE = "mock-sidecar";
  private static final String VENDOR = "src/test/resources/io/hami/mock/e2e/vendor-daemonset.yaml";
  private static final int JMX_PORT = 9441;

  /** A release without native sidecars. */
  private static final String OLD = "1.20.2";

  private static final String SIDECAR = "mock-device-plugin";

  /** The node then offers few enough units for one socket each. */
  private static final int MEMORY_FACTOR = 128;

  private static final Map<String, Long> UNITS =
      Map.of(
          "nvidia.com/gpumem", 512L,
          "nvidia.com/gpucores", 200L,
          "nvidia.com/gpumem-percentage", 200L);

  /** Keeps a pod that has ended, so that its last status can be read. */
  private static final String FINALIZER = "\"mock.hami.io/e2e\"";

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
    keepEnded(false);
    LiveNode.kubectl("delete", "-f", VENDOR, "--ignore-not-found");
    ChartIT.uninstall(RELEASE);
    node.removeHamiAnnotations();
    ShippedPlugin.assertGone();
  }

  private static TemplateCommand plain(String render) {
    return sidecar(render, OLD);
  }

  /** The chart's default for this cluster, which must know native sidecars. */
  private static TemplateCommand sidecar(String render) {
    LiveNode.assumeSince(29, "native sidecars");
    return sidecar(render, "1.%d.0".formatted(LiveNode.minorVersion()));
  }

  private static TemplateCommand sidecar(String render, String kubernetes) {
    return new Helm(ChartIT.CHART)
        .template()
        .withName(RELEASE)
        .withNamespace(ChartIT.NAMESPACE)
        .withKubeVersion(kubernetes)
        .withValuesFile(ChartIT.valuesForThisNode())
        .set("mode", "sidecar")
        .set("sidecar.render", render);
  }

  private static void installObjects(int memoryFactor) {
    new Helm(ChartIT.CHART)
        .install()
        .withName(RELEASE)
        .withNamespace(ChartIT.NAMESPACE)
        .withKubeConfig(ChartIT.kubeconfig())
        .withValuesFile(ChartIT.valuesForThisNode())
        .set("mode", "sidecar")
        .set("sidecar.render", "objects")
        .set("sidecar.serviceAccount", "vendor")
        .set("config.vendors.NVIDIA.memoryFactor", memoryFactor)
        .call();
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

  private static JsonNode pods() {
    return LiveNode.read(
            LiveNode.kubectl(
                "-n", ChartIT.NAMESPACE, "get", "pods", "-l", "app=" + HOST, "-o", "json"))
        .path("items");
  }

  private static JsonNode containers() {
    return pods().at("/0/status/containerStatuses");
  }

  private static JsonNode nativeSidecar() {
    return pods().at("/0/status/initContainerStatuses/0");
  }

  /** Sets whether pods that have ended are kept. */
  private static void keepEnded(boolean keep) {
    for (JsonNode pod : pods()) {
      if (keep || pod.path("metadata").has("finalizers")) {
        LiveNode.kubectl(
            "-n",
            ChartIT.NAMESPACE,
            "patch",
            "pod",
            pod.at("/metadata/name").asText(),
            "--type=merge",
            "--patch",
            "{\"metadata\":{\"finalizers\":[%s]}}".formatted(keep ? FINALIZER : ""));
      }
    }
  }

  private static Instant time(JsonNode of, String pointer) {
    return Instant.parse(of.at(pointer).asText());
  }

  private static boolean isReady(JsonNode pod) {
    for (JsonNode condition : pod.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
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
  void isPatchedIntoADaemonSetAndOutAgain() throws Exception {
    node.forget(ShippedPlugin.UNITS.keySet());
    installObjects(1);
    patchHost(plain("patch").call());
    awaitHost();
    node.awaitAllocatable(ShippedPlugin.UNITS);
    assertThat(container("vendor").path("restartCount").asInt(-1)).isZero();
    String log =
        LiveNode.kubectl("-n", ChartIT.NAMESPACE, "logs", "daemonset/" + HOST, "-c", SIDECAR);
    assertThat(log.lines()).noneMatch(line -> line.startsWith("E") || line.startsWith("W"));
    ShippedPlugin.measure("sidecar", log);
    try (JmxClient jmx = new JmxClient(JMX_PORT)) {
      jmx.invoke("setMemoryFactor", "NVIDIA", 8);
      node.awaitAllocatable(Map.of("nvidia.com/gpumem", 8192L));
    }
    patchHost(plain("removal").call());
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
    patchHost(plain("patch").set("extraArgs[0]", "-no-such-flag").call());
    LiveNode.within(
        Duration.ofSeconds(90),
        "a sidecar that fails beside a host that runs",
        () -> {
          assertThat(container(SIDECAR).path("restartCount").asInt()).isPositive();
          assertThat(container("vendor").at("/state/running").isMissingNode()).isFalse();
          assertThat(container("vendor").path("restartCount").asInt(-1)).isZero();
        });
  }

  /** Joins the host natively and awaits its units on the Node. */
  private void join() {
    TemplateCommand patch = sidecar("patch");
    installObjects(MEMORY_FACTOR);
    patchHost(patch.call());
    awaitHost();
    awaitUnits();
  }

  /** The Node alone may still show the units of a sidecar that has ended. */
  private void awaitUnits() {
    LiveNode.within(
        Duration.ofSeconds(30),
        "all registered",
        () ->
            assertThat(
                    LiveNode.kubectl(
                        "-n", ChartIT.NAMESPACE, "logs", "daemonset/" + HOST, "-c", SIDECAR))
                .contains(UNITS.keySet().stream().map(unit -> unit + ": advertised").toList()));
    node.awaitAllocatable(UNITS);
  }

  @Test
  void aNativeSidecarStartsBeforeItsHostAndEndsAfterIt() {
    LiveNode.assumeSince(29, "native sidecars");
    // A host that is slow to end, so that the order can be observed.
    patchHost(
        """
        spec:
          template:
            spec:
              terminationGracePeriodSeconds: 10
              containers:
                - name: vendor
                  lifecycle: {preStop: {sleep: {seconds: 3}}}
        """);
    join();
    assertThat(nativeSidecar().path("started").asBoolean()).isTrue();
    assertThat(time(nativeSidecar(), "/state/running/startedAt"))
        .isBeforeOrEqualTo(time(container("vendor"), "/state/running/startedAt"));

    keepEnded(true);
    LiveNode.kubectl("-n", ChartIT.NAMESPACE, "delete", "daemonset", HOST);
    LiveNode.within(
        Duration.ofSeconds(20),
        "both have ended",
        () -> {
          assertThat(container("vendor").at("/state/terminated").isMissingNode()).isFalse();
          assertThat(nativeSidecar().at("/state/terminated").isMissingNode()).isFalse();
        });
    JsonNode sidecar = nativeSidecar().at("/state/terminated");
    assertThat(LiveNode.sockets()).isEmpty();
    System.out.printf(
        "native sidecar: host %s, sidecar %s, by %s%n",
        container("vendor").at("/state/terminated"),
        sidecar,
        pods().at("/0/metadata/deletionTimestamp").asText());
    assertThat(time(sidecar, "/finishedAt"))
        .isAfterOrEqualTo(time(container("vendor"), "/state/terminated/finishedAt"))
        .isBeforeOrEqualTo(time(pods(), "/0/metadata/deletionTimestamp"));
    assertThat(sidecar.path("exitCode").asInt(-1)).isZero();
  }

  @Test
  void aKilledNativeSidecarComesBackBesideAHostThatStaysUp() throws Exception {
    join();
    JsonNode before = container("vendor");
    UnderFault.signal("-KILL", Long.parseLong(ShippedPlugin.process().getFileName().toString()));
    LiveNode.within(
        Duration.ofSeconds(30),
        "the sidecar is back",
        () -> {
          assertThat(nativeSidecar().path("restartCount").asInt()).isEqualTo(1);
          assertThat(isReady(pods().path(0))).isTrue();
        });
    awaitUnits();
    assertThat(container("vendor")).isEqualTo(before);
    assertThat(before.path("restartCount").asInt(-1)).isZero();
  }

  @Test
  void aNativeSidecarIsUpgradedAndTakenOut() {
    join();
    patchHost(sidecar("patch").set("verbosity", 4).call());
    awaitHost();
    awaitUnits();
    assertThat(pods()).hasSize(1);
    assertThat(pods().at("/0/spec/initContainers/0/args").toString()).contains("-v=4");
    patchHost(sidecar("removal").call());
    awaitHost();
    LiveNode.within(
        Duration.ofSeconds(30),
        "the host alone",
        () -> {
          assertThat(LiveNode.sockets()).isEmpty();
          assertThat(pods()).hasSize(1);
          assertThat(nativeSidecar().isMissingNode()).isTrue();
          assertThat(container("vendor").at("/state/running").isMissingNode()).isFalse();
        });
  }

  @Test
  void aNativeSidecarThatCannotStartLeavesItsHostRunning() {
    patchHost(sidecar("patch").set("extraArgs[0]", "-no-such-flag").call());
    LiveNode.within(
        Duration.ofSeconds(60),
        "a sidecar that fails beside a host that runs",
        () -> {
          assertThat(nativeSidecar().path("restartCount").asInt()).isPositive();
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
