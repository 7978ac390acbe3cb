package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hami.mock.simulator.VendorPlugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Made-up cards, and cards that only a library reports, on a node without cards. */
@LiveCluster
class InventoryIT {
  private static final String MAP = "hami-mock-device-plugin";
  private static final String REGISTER = "hami.io/node-nvidia-register";
  private static final String HANDSHAKE = "hami.io/node-handshake-dcu";
  private static final String OWNED = "mock.hami.io/owned";
  private static final String LOCK = "hami.io/mutex.lock";
  private static final String TO_ALLOCATE = "hami.io/vgpu-devices-to-allocate";

  private static final String CARDS =
      """
      vendors: {NVIDIA: {memoryFactor: 8}}
      inventory:
        - nodes: {names: [some-other-node]}
          cards: [{profile: nvidia-t4, count: 100}]
        - cards:
            - {profile: nvidia-a100-80gb, count: 8}
            - {profile: ascend-910b3, count: 2}
            - {profile: hygon-k100-ai, count: 2}
            - {profile: cambricon-mlu370-x4}
      hami: {scores: true}
      """;

  /** Eight A100 and others, split and counted as in HAMi's chart. */
  private static final Map<String, Long> UNITS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("nvidia.com/gpu", 80L),
              Map.entry("nvidia.com/gpumem", 81920L),
              Map.entry("nvidia.com/gpucores", 800L),
              Map.entry("nvidia.com/gpumem-percentage", 800L),
              Map.entry("huawei.com/Ascend910B3", 8L),
              Map.entry("huawei.com/Ascend910B3-memory", 131072L),
              Map.entry("hygon.com/dcunum", 8L),
              Map.entry("hygon.com/dcumem", 131040L),
              Map.entry("hygon.com/dcucores", 200L),
              Map.entry("cambricon.com/vmlu", 10L),
              Map.entry("cambricon.com/mlu.smlu.vcore", 100L),
              Map.entry("cambricon.com/mlu.smlu.vmemory", 91L)));

  private final LiveNode node = LiveNode.ofEnvironment();

  @BeforeEach
  @AfterEach
  void clean() {
    LiveNode.kubectl("-n", "default", "delete", "pods", "--all", "--grace-period=0", "--force");
    LiveNode.deleteConfigMap(MAP);
    node.removeHamiAnnotations();
    node.forget(UNITS.keySet());
  }

  private static PluginProcess plugin(String... more) {
    return PluginProcess.start(
        Stream.concat(Stream.of("--http-address=", "--namespace=kube-system"), Stream.of(more))
            .toArray(String[]::new));
  }

  private static void apply(String text) {
    LiveNode.applyConfigMap(MAP, "config.yaml", text);
  }

  private Map<String, String> annotations() {
    return node.annotations();
  }

  private void awaitUnits() {
    node.awaitAllocatable(UNITS);
  }

  @EveryRelease
  @Test
  void oneConfigMapGivesABareNodeItsResourcesAndRemovesThemAgain() {
    try (PluginProcess plugin = plugin()) {
      plugin.awaitLog("watching the Node");
      long began = System.nanoTime();
      apply(CARDS);
      awaitUnits();
      System.out.printf(
          "from kubectl apply to all of %d resources: %d ms (status period 2,000 ms)%n",
          UNITS.size(), Duration.ofNanos(System.nanoTime() - began).toMillis());
      assertThat(node.capacity()).containsAllEntriesOf(UNITS);
      Map<String, String> told = annotations();
      assertThat(told.get(HANDSHAKE)).startsWith("Reported 20");
      assertThat(told.get("hami.io/node-handshake-Ascend910B3")).startsWith("Reported_20");
      assertThat(told.get("hami.io/node-dcu-register")).endsWith(",1,hami:");
      assertThat(told).containsEntry("hami-vnpu-core", "false");
      assertThat(LiveNode.read(told.getOrDefault(REGISTER, ""))).hasSize(8);
      assertThat(LiveNode.read(told.getOrDefault("hami.io/node-nvidia-score", ""))).hasSize(8);

      node.annotate(REGISTER, "");
      LiveNode.within(
          Duration.ofSeconds(10),
          "a removed annotation is back",
          () -> assertThat(annotations()).containsEntry(REGISTER, told.get(REGISTER)));

      LiveNode.deleteConfigMap(MAP);
      LiveNode.within(
          Duration.ofSeconds(20),
          "no key of ours is left",
          () -> assertThat(annotations().keySet()).noneMatch(key -> key.contains("hami")));
      LiveNode.within(
          Duration.ofSeconds(20),
          "no card is left",
          () ->
              assertThat(node.allocatable().entrySet())
                  .filteredOn(entry -> UNITS.containsKey(entry.getKey()))
                  .allMatch(entry -> entry.getValue() == 0));
    }
  }

  @Test
  void theHandshakeIsAnsweredAndNothingElseIsWritten() {
    apply(CARDS);
    try (PluginProcess plugin = plugin()) {
      awaitUnits();
      LiveNode.within(
          Duration.ofSeconds(10),
          "reported",
          () -> assertThat(annotations()).containsKey(HANDSHAKE));
      String before = plugin.settledLog();
      node.annotate(HANDSHAKE, "Requesting_2026-01-04 12:20:09");
      LiveNode.within(
          Duration.ofSeconds(40),
          "answered",
          () -> assertThat(annotations().get(HANDSHAKE)).startsWith("Reported 20"));
      assertThat(plugin.log()).as("a handshake is no news").isEqualTo(before);
    }
  }

  @Test
  void aKilledPluginKeepsItsCardsAndOneWithoutAnInventoryRemovesTheirKeys() {
    apply(CARDS);
    Map<String, String> before;
    try (PluginProcess plugin = plugin()) {
      awaitUnits();
      plugin.awaitLog("annotations of the Node written");
      before = annotations();
      plugin.kill();
    }
    try (PluginProcess plugin = plugin()) {
      plugin.awaitLog("nvidia.com/gpu: advertised, 80 units");
      awaitUnits();
      assertThat(annotations()).containsEntry(REGISTER, before.get(REGISTER));
      assertThat(plugin.log()).doesNotContain("annotations of the Node");
      plugin.kill();
    }
    LiveNode.deleteConfigMap(MAP);
    try (PluginProcess _ = plugin()) {
      LiveNode.within(
          Duration.ofSeconds(20),
          "no key of the earlier run is left",
          () -> assertThat(annotations().keySet()).noneMatch(key -> key.contains("hami")));
    }
  }

  @Test
  void aVendorThatARealPluginServesIsNotMadeUp() throws IOException {
    VendorPlugin real =
        new VendorPlugin(
            LiveNode.DEVICE_PLUGINS, "real.sock", "nvidia.com/gpu", List.of("GPU-1-0", "GPU-1-1"));
    real.start();
    try (real;
        PluginProcess plugin = plugin()) {
      LiveNode.within(
          Duration.ofSeconds(20),
          "the real plugin's cards",
          () -> assertThat(node.allocatable()).containsEntry("nvidia.com/gpu", 2L));
      apply(CARDS);
      LiveNode.within(
          Duration.ofSeconds(20),
          "the other vendors' cards",
          () -> assertThat(node.allocatable()).containsEntry("hygon.com/dcunum", 8L));
      assertThat(node.allocatable()).containsEntry("nvidia.com/gpu", 2L);
      assertThat(annotations()).doesNotContainKey(REGISTER);
      assertThat(plugin.log()).doesNotContain("nvidia.com/gpumem: advertised");
      assertThat(PluginProcess.output("explain", "--namespace", "kube-system", List.of()))
          .contains("inventory[0] does not match this Node")
          .contains("inventory[1] applies, it matches every Node")
          .contains(
              "are not made up: nvidia.com/gpu: another plugin serves it, with devices such as"
                  + " 'GPU-1-");
    }
  }

  @EveryRelease
  @Test
  void aPodThatWasScheduledByHandSucceeds() {
    apply(CARDS);
    try (PluginProcess plugin = plugin()) {
      awaitUnits();
      plugin.awaitLog("annotations of the Node written");
      List<String> cards =
          LiveNode.read(annotations().getOrDefault(REGISTER, ""))
              .findValuesAsText("id")
              .subList(0, 2);
      node.annotate(LOCK, "2026-11-24T05:50:00Z,default,bound");
      run(
          "bound",
          2,
          "%s,NVIDIA,20000,30:%s,NVIDIA,10000,30:;".formatted(cards.get(0), cards.get(1)));
      LiveNode.within(
          Duration.ofSeconds(20),
          "the pod runs",
          () ->
              assertThat(pod("bound").path("status").path("phase").asText()).isEqualTo("Running"));
      assertThat(annotation("bound", "hami.io/bind-phase")).isEqualTo("success");
      assertThat(annotation("bound", TO_ALLOCATE)).isEqualTo(";");
      assertThat(annotations()).doesNotContainKey(LOCK);
      assertThat(environment("bound"))
          .contains(
              "NVIDIA_VISIBLE_DEVICES=" + String.join(",", cards),
              "CUDA_DEVICE_MEMORY_LIMIT_0=20000m",
              "CUDA_DEVICE_MEMORY_LIMIT_1=10000m",
              "CUDA_DEVICE_SM_LIMIT=30");

      node.annotate(LOCK, "2026-11-24T05:50:00Z,default,broken");
      run("broken", 1, "what is this;");
      LiveNode.within(
          Duration.ofSeconds(20),
          "the pod is refused",
          () ->
              assertThat(pod("broken").path("status").path("phase").asText()).isEqualTo("Failed"));
      assertThat(pod("broken").path("status").path("message").asText()).contains(TO_ALLOCATE);
      assertThat(annotation("broken", "hami.io/bind-phase")).isEqualTo("failed");
      assertThat(annotations()).doesNotContainKey(LOCK);

      run("plain", 10, "");
      LiveNode.within(
          Duration.ofSeconds(20),
          "a pod that HAMi knows nothing of runs too",
          () ->
              assertThat(pod("plain").path("status").path("phase").asText()).isEqualTo("Running"));
      String seen =
          environment("plain").stream()
              .filter(variable -> variable.startsWith("NVIDIA_VISIBLE_DEVICES="))
              .findFirst()
              .orElseThrow();
      assertThat(seen.split(",", -1)).as("on as few cards as ten slots need").hasSize(1);
    }
  }

  private void run(String name, int slots, String toAllocate) {
    String hami =
        toAllocate.isEmpty()
            ? "{}"
            : """
            {hami.io/bind-phase: allocating, hami.io/bind-time: "1764000000", \
            hami.io/vgpu-node: %s, %s: "%s"}\
            """
                .formatted(node.name(), TO_ALLOCATE, toAllocate);
    try {
      Path file = Files.createTempFile("pod", ".yaml");
      Files.writeString(
          file,
          """
          apiVersion: v1
          kind: Pod
          metadata:
            name: %s
            namespace: default
            annotations: %s
          spec:
            nodeName: %s
            hostNetwork: true
            restartPolicy: Never
            automountServiceAccountToken: false
            terminationGracePeriodSeconds: 0
            containers:
            - name: c
              image: localhost/pause:1
              imagePullPolicy: Never
              env: [{name: MARK, value: e2e-%s}]
              resources: {limits: {nvidia.com/gpu: %d}}
          """
              .formatted(name, hami, node.name(), name, slots));
      LiveNode.kubectl("apply", "-f", file.toString());
      Files.delete(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static JsonNode pod(String name) {
    return LiveNode.read(LiveNode.kubectl("-n", "default", "get", "pod", name, "-o", "json"));
  }

  private static String annotation(String pod, String key) {
    return pod(pod).path("metadata").path("annotations").path(key).asText();
  }

  /** The environment of the container's first process; the image has no shell to print it. */
  private static List<String> environment(String pod) {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(process -> process.getFileName().toString().matches("[0-9]+"))
          .map(process -> variables(process.resolve("environ")))
          .filter(variables -> variables.contains("MARK=e2e-" + pod))
          .findFirst()
          .orElseThrow();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<String> variables(Path environ) {
    try {
      return List.of(Files.readString(environ, StandardCharsets.ISO_8859_1).split("\0", -1));
    } catch (IOException _) {
      // The process has ended meanwhile.
      return List.of();
    }
  }

  @Test
  void aBrokenInventoryIsReportedAndTheOtherResourcesStay() {
    apply(CARDS);
    try (PluginProcess plugin = plugin()) {
      awaitUnits();
      apply(
          CARDS.replace("nvidia-a100-80gb", "nvidia-a100-80g")
              + "custom: [{name: a.b/c, quantity: 7}]\n");
      plugin.awaitLog("did you mean 'nvidia-a100-80gb'?");
      LiveNode.within(
          Duration.ofSeconds(20),
          "the rest of the edit",
          () -> assertThat(node.allocatable()).containsEntry("a.b/c", 7L));
      assertThat(node.allocatable()).containsAllEntriesOf(UNITS);
      apply(CARDS.replace("count: 8", "count: 8, slots: 50000"));
      plugin.awaitLog("fewer cards, or fewer slots a card, fit");
      LiveNode.within(
          Duration.ofSeconds(20),
          "the other vendors' cards",
          () -> assertThat(node.allocatable()).containsEntry("hygon.com/dcunum", 8L));
    } finally {
      node.patchCapacity(Map.of("a.b/c", ""));
    }
  }

  /** A count that no list for a kubelet can hold. */
  @Test
  void eightH200ShowEveryMebibyte() {
    String memory = "nvidia.com/gpumem";
    String cards =
        """
        vendors: {NVIDIA: {memoryFactor: %d}}
        inventory: [{cards: [{profile: nvidia-h200, count: 8}]}]
        """;
    apply(cards.formatted(1));
    try (PluginProcess plugin = plugin()) {
      node.awaitAllocatable(Map.of(memory, 1_150_168L, "nvidia.com/gpu", 80L));
      assertThat(annotations()).containsEntry("mock.hami.io/node-status", memory);
      node.patchCapacity(Map.of(memory, ""));
      LiveNode.within(
          Duration.ofSeconds(10),
          "what somebody dropped",
          () -> {
            assertThat(node.capacity()).containsEntry(memory, 1_150_168L);
            // A status that the kubelet computed before may remove the number once more.
            assertThat(node.allocatable()).containsEntry(memory, 1_150_168L);
          });
      awaitNextStatus(node.heartbeat());
      apply(cards.formatted(8));
      LiveNode.within(
          Duration.ofSeconds(30),
          "the number by the other factor, and none between",
          () -> {
            long shown = node.allocatable().getOrDefault(memory, 0L);
            if (shown != 1_150_168L && shown != 143_771L) {
              throw new IllegalStateException("the Node showed " + shown);
            }
            assertThat(shown).isEqualTo(143_771L);
          });
      assertThat(plugin.log())
          .contains(memory + ": advertised, 1150168 units, in the Node's status");
    }
    node.forget(UNITS.keySet());
    apply(cards.formatted(1));
    try (PluginProcess plugin = plugin()) {
      node.awaitAllocatable(Map.of(memory, 1_150_168L));
      assertThat(plugin.terminate()).isZero();
      LiveNode.within(
          Duration.ofSeconds(10),
          "a number that goes with its plugin",
          () -> assertThat(node.capacity()).doesNotContainKey(memory));
      assertThat(annotations()).doesNotContainKey("mock.hami.io/node-status");
    }
  }

  /** Waits until the kubelet has written another status than that of {@code heartbeat}. */
  private void awaitNextStatus(String heartbeat) {
    LiveNode.within(
        Duration.ofSeconds(10),
        "the next status",
        () -> assertThat(node.heartbeat()).isNotEqualTo(heartbeat));
    node.awaitAllocatable(Map.of("nvidia.com/gpumem", 1_150_168L));
  }

  @Test
  void cardsThatOnlyALibraryKnowsAreCounted() throws IOException {
    Path directory = Files.createTempDirectory("nvml");
    Path library = VendorLibrary.nvml(directory);
    Path answers = directory.resolve("libnvidia-ml.so.1.answers");
    String cards =
        """
        driver 580.95.05
        count 2
        0.uuid GPU-a1
        0.name Tesla V100-SXM2-32GB
        0.bytes 34359738368
        1.uuid GPU-b2
        1.name Tesla V100-SXM2-32GB
        1.bytes 34359738368
        """;
    Files.writeString(answers, cards);
    try (PluginProcess _ = plugin("--discover=hardware", "--nvml-library=" + library)) {
      LiveNode.within(
          Duration.ofSeconds(30),
          "the memory of two cards",
          () -> assertThat(node.allocatable()).containsEntry("nvidia.com/gpumem", 65536L));
      node.awaitAllocatable(Map.of("nvidia.com/gpumem-percentage", 200L));
      Files.writeString(answers, "0.memory.error 15\n" + cards);
      LiveNode.within(
          Duration.ofSeconds(30),
          "a lost card is in capacity only",
          () -> assertThat(node.allocatable()).containsEntry("nvidia.com/gpumem", 32768L));
      // All of a capacity in the Node's status is allocatable.
      assertThat(node.capacity())
          .containsEntry("nvidia.com/gpumem", node.version().tracksUnits() ? 32768L : 65536L);
      assertThat(node.allocatable().getOrDefault("nvidia.com/gpu", 0L)).isZero();
      assertThat(annotations()).doesNotContainKeys(REGISTER, OWNED);
    }
  }
}
