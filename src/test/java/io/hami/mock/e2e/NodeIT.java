package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.hami.mock.simulator.VendorPlugin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node, end to end, as a user sees it with kubectl. */
@NeedsNode
@EveryRelease
class NodeIT {
  private static final String REGISTER = "hami.io/node-nvidia-register";
  private static final String TWO_V100 =
      "GPU-a1,10,32768,100,NVIDIA-Tesla V100,0,true:GPU-a2,10,32768,100,NVIDIA-Tesla V100,0,true:";
  private static final String ONE_V100 = "GPU-a1,10,32768,100,NVIDIA-Tesla V100,0,true:";

  private final LiveNode node = LiveNode.ofEnvironment();

  /** A resource that the kubelet already has as units stays units here too. */
  @BeforeAll
  static void forget() {
    LiveNode.ofEnvironment().forget(ShippedPlugin.UNITS.keySet());
  }

  @BeforeEach
  void annotate() {
    node.annotate(REGISTER, TWO_V100);
  }

  @AfterEach
  void clean() {
    node.annotate(REGISTER, "");
    node.patchCapacity(Map.of("nvidia.com/gpu", ""));
  }

  @Test
  void theReadmeExampleShowsOnTheNode() throws Exception {
    try (PluginProcess _ = advertising()) {
      awaitNumbers(65536, 200, 200);
    }
  }

  @Test
  void aChangedAnnotationChangesTheNumbers() throws Exception {
    try (PluginProcess _ = advertising()) {
      awaitNumbers(65536, 200, 200);
      node.annotate(REGISTER, TWO_V100.replace("GPU-a2,10,32768,100", "GPU-a2,10,16384,50"));
      awaitNumbers(49152, 150, 200);
      node.annotate(REGISTER, TWO_V100 + "GPU-a3,10,32768,100,NVIDIA-Tesla V100,0,true:");
      awaitNumbers(98304, 300, 300);
    }
  }

  @Test
  void anUnhealthyCardKeepsItsCapacityAndLosesItsAllocatable() throws Exception {
    try (PluginProcess _ = advertising()) {
      awaitNumbers(65536, 200, 200);
      node.annotate(REGISTER, TWO_V100.replaceFirst("true", "false"));
      awaitAllocatable(32768, 100, 100);
      assertThat(node.capacity()).containsEntry("nvidia.com/gpucores", 200L);
      // All of a capacity in the Node's status is allocatable.
      assertThat(node.capacity())
          .containsEntry("nvidia.com/gpumem", node.version().tracksUnits() ? 32768L : 65536L);
    }
  }

  @Test
  void aRemovedAnnotationWithdrawsTheResources() throws Exception {
    try (PluginProcess plugin = advertising()) {
      awaitNumbers(65536, 200, 200);
      node.annotate(REGISTER, "");
      awaitAllocatable(0, 0, 0);
      awaitNumbers(0, 0, 0);
      plugin.awaitLog("nvidia.com/gpucores: no longer served");
      LiveNode.within(
          Duration.ofSeconds(10),
          "no socket is left",
          () -> assertThat(LiveNode.sockets()).isEmpty());
      node.annotate(REGISTER, ONE_V100);
      awaitNumbers(32768, 100, 100);
    }
  }

  @Test
  void aMalformedAnnotationChangesNothingAndIsReported() throws Exception {
    try (PluginProcess plugin = advertising()) {
      awaitNumbers(65536, 200, 200);
      node.annotate(REGISTER, TWO_V100.replace("32768", "lots"));
      plugin.awaitLog("nvidia.com/gpumem: stays at 65536 units");
      assertThat(plugin.log()).contains("devmem").contains("lots");
      assertThat(node.allocatable()).containsEntry("nvidia.com/gpumem", 65536L);
      node.annotate(REGISTER, ONE_V100);
      awaitNumbers(32768, 100, 100);
    }
  }

  @Test
  void theKubeletComesBackAndSoDoTheResources() throws Exception {
    assumeTrue(LiveNode.control().isPresent(), "needs KUBE_CONTROL");
    try (PluginProcess plugin = advertising()) {
      awaitNumbers(65536, 200, 200);
      for (int restart = 0; restart < 3; restart++) {
        node.control("restart-kubelet");
        awaitNumbers(65536, 200, 200);
      }
      assertThat(plugin.alive()).isTrue();
      // The units must come from a live stream: a change has to arrive.
      node.annotate(REGISTER, ONE_V100);
      awaitAllocatable(32768, 100, 100);
    }
  }

  @Test
  void aKilledPluginIsReplacedByItsNextStart() throws Exception {
    PluginProcess killed = advertising();
    awaitNumbers(65536, 200, 200);
    killed.kill();
    // A resource in the Node's status stays there.
    awaitAllocatable(node.version().tracksUnits() ? 65536 : 0, 0, 0);
    assertThat(LiveNode.sockets()).as("a killed plugin leaves its sockets").isNotEmpty();
    try (PluginProcess _ = advertising()) {
      awaitNumbers(65536, 200, 200);
    }
  }

  @Test
  void theUnitsStayWhileTheApiServerIsAway() throws Exception {
    assumeTrue(LiveNode.control().isPresent(), "needs KUBE_CONTROL");
    try (PluginProcess plugin = advertising()) {
      awaitNumbers(65536, 200, 200);
      int sockets = node.version().tracksUnits() ? 2 : 3;
      node.control("stop-apiserver");
      try {
        plugin.awaitLog("the API server cannot be reached");
        assertThat(plugin.alive()).isTrue();
        assertThat(LiveNode.sockets()).hasSize(sockets);
      } finally {
        node.control("start-apiserver");
      }
      plugin.awaitLog("can be read again");
      assertThat(plugin.log()).as("said once").containsOnlyOnce("cannot be reached");
      node.annotate(REGISTER, ONE_V100);
      awaitAllocatable(32768, 100, 100);
    }
  }

  @Test
  void aPluginThatIsStoppedLeavesNothingBehind() throws Exception {
    PluginProcess plugin = advertising();
    awaitNumbers(65536, 200, 200);
    assertThat(plugin.terminate()).isZero();
    assertThat(LiveNode.sockets()).isEmpty();
  }

  @Test
  void nothingIsSentWhileNothingChanges() throws Exception {
    try (PluginProcess _ = advertising()) {
      awaitNumbers(65536, 200, 200);
      Path checkpoint = LiveNode.DEVICE_PLUGINS.resolve("kubelet_internal_checkpoint");
      FileTime before = Files.getLastModifiedTime(checkpoint);
      // The kubelet writes its checkpoint for every list that it gets.
      await()
          .during(Duration.ofSeconds(12))
          .atMost(Duration.ofSeconds(14))
          .until(() -> Files.getLastModifiedTime(checkpoint).equals(before));
    }
  }

  @Test
  void hamisDeviceConfigGatesDividesAndNames(@TempDir Path directory) throws Exception {
    Path config = directory.resolve("device-config.yaml");
    Files.writeString(
        config,
        """
        nvidia:
          resourceCountName: nvidia.com/gpu
          resourceMemoryName: nvidia.com/gpumem
          resourceMemoryPercentageName: nvidia.com/gpumem-percentage
          resourceCoreName: nvidia.com/gpucores
          memoryFactor: 8
        """);
    try (PluginProcess plugin = PluginProcess.start("--device-config-file=" + config)) {
      plugin.awaitLog("watching the Node");
      node.patchCapacity(Map.of("nvidia.com/gpu", "20"));
      awaitNumbers(8192, 200, 200);
    }
  }

  @Test
  void aPodThatAsksForUnitsRuns(@TempDir Path directory) throws Exception {
    Path pod = directory.resolve("pod.yaml");
    Files.writeString(
        pod,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: takes-units}
        spec:
          hostNetwork: true
          terminationGracePeriodSeconds: 0
          containers:
          - name: pause
            image: localhost/pause:1
            imagePullPolicy: Never
            resources:
              limits: {nvidia.com/gpumem: 16384, nvidia.com/gpucores: 50}
        """);
    try (PluginProcess _ = advertising()) {
      awaitNumbers(65536, 200, 200);
      try {
        LiveNode.kubectl("apply", "-f", pod.toString());
        LiveNode.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "pod/takes-units");
      } finally {
        LiveNode.kubectl("delete", "pod", "takes-units", "--ignore-not-found");
      }
    }
  }

  @Test
  void aNameThatAnotherPluginServesIsNotServed() throws Exception {
    List<String> ids = List.of("real-0", "real-1", "real-2");
    try (VendorPlugin vendor =
        new VendorPlugin(LiveNode.DEVICE_PLUGINS, "e2e-vendor.sock", "nvidia.com/gpumem", ids)) {
      vendor.start();
      node.awaitAllocatable(Map.of("nvidia.com/gpumem", 3L));
      try (PluginProcess plugin = PluginProcess.start()) {
        plugin.awaitLog(
            "nvidia.com/gpumem: not advertised: another plugin serves it, with devices such as"
                + " 'real-");
        plugin.awaitLog("nvidia.com/gpucores: advertised");
        node.awaitAllocatable(Map.of("nvidia.com/gpumem", 3L, "nvidia.com/gpucores", 200L));
      }
    }
    // A kubelet remembers the other plugin's units for five minutes, during which the count would
    // go as units, also where the other tests await it in the Node's status.
    node.forget(ShippedPlugin.UNITS.keySet());
  }

  @Test
  void explainAgreesWithThePluginOnTheNode(@TempDir Path directory) throws Exception {
    // Until the kubelet's next post it shows what a plugin before had, and not what that has
    // removed.
    awaitAllocatable(0, 0, 0);
    Path file = directory.resolve("node.yaml");
    Files.writeString(file, LiveNode.kubectl("get", "node", node.name(), "-o", "yaml"));
    // The rights are not known from a file.
    String memoryRoute = node.version().tracksUnits() ? "node-status" : "device-plugin";
    List<Map.Entry<String, List<String>>> sources =
        List.of(
            Map.entry("device-plugin", List.of("--node-file", file.toString())),
            Map.entry(memoryRoute, List.of()));
    for (Map.Entry<String, List<String>> source : sources) {
      JsonNode plan = PluginProcess.explained(source.getValue());
      assertThat(plan)
          .filteredOn(resource -> resource.path("state").asText().equals("advertised"))
          .extracting(
              resource -> resource.path("resource").asText(),
              resource -> resource.path("capacity").asLong(),
              resource -> resource.path("route").asText())
          .containsExactlyInAnyOrder(
              tuple("nvidia.com/gpumem", 65536L, source.getKey()),
              tuple("nvidia.com/gpucores", 200L, "device-plugin"),
              tuple("nvidia.com/gpumem-percentage", 200L, "device-plugin"));
    }
  }

  /**
   * A plugin that has registered; before that the Node may still show the numbers of an earlier
   * one.
   */
  private static PluginProcess advertising() {
    PluginProcess plugin = PluginProcess.start();
    for (String resource : List.of("gpumem", "gpucores", "gpumem-percentage")) {
      plugin.awaitLog("nvidia.com/" + resource + ": advertised");
    }
    return plugin;
  }

  private void awaitNumbers(long memory, long cores, long percentage) {
    awaitAllocatable(memory, cores, percentage);
    await("capacity")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              Map<String, Long> capacity = node.capacity();
              numbers(memory, cores, percentage)
                  .forEach(
                      (resource, units) ->
                          assertThat(capacity.getOrDefault(resource, 0L))
                              .as(resource)
                              .isEqualTo(units));
            });
  }

  private void awaitAllocatable(long memory, long cores, long percentage) {
    node.awaitAllocatable(numbers(memory, cores, percentage));
  }

  private static Map<String, Long> numbers(long memory, long cores, long percentage) {
    return Map.of(
        "nvidia.com/gpumem", memory,
        "nvidia.com/gpucores", cores,
        "nvidia.com/gpumem-percentage", percentage);
  }
}
