package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.Notification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator changes the running plugin with kubectl, JMX and HTTP. */
@NeedsNode
class ControlIT {
  private static final String REGISTER = "hami.io/node-nvidia-register";
  private static final String TWO_V100 =
      "GPU-a1,10,32768,100,NVIDIA-Tesla V100,0,true:GPU-a2,10,32768,100,NVIDIA-Tesla V100,0,true:";
  private static final String MEMORY = "nvidia.com/gpumem";
  private static final String DEVICE_MAP = "hami-scheduler-device";
  private static final String OWN_MAP = "hami-mock-device-plugin";
  private static final String NAMES =
      """
      nvidia:
        resourceCountName: nvidia.com/gpu
        resourceMemoryName: %s
        resourceCoreName: nvidia.com/gpucores
        resourceMemoryPercentageName: nvidia.com/gpumem-percentage
      """;

  private final LiveNode node = LiveNode.ofEnvironment();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int jmxPort = LiveNode.freePort();
  private final int httpPort = LiveNode.freePort();

  @BeforeEach
  void annotate() {
    clean();
    node.annotate(REGISTER, TWO_V100);
  }

  @AfterEach
  void clean() {
    node.annotate(REGISTER, "");
    node.patchCapacity(Map.of("nvidia.com/gpu", ""));
    LiveNode.kubectl(
        "-n", "kube-system", "delete", "configmap", DEVICE_MAP, OWN_MAP, "--ignore-not-found");
    LiveNode.kubectl("-n", "default", "delete", "events", "--all");
  }

  private PluginProcess plugin() {
    return PluginProcess.start(
            "--jmx-port=" + jmxPort,
            "--http-address=127.0.0.1:" + httpPort,
            "--namespace=kube-system")
        .awaitControls();
  }

  private void awaitAllocatable(String resource, long units) {
    node.awaitAllocatable(Map.of(resource, units));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String events() {
    return LiveNode.kubectl("-n", "default", "get", "events", "-o", "json");
  }

  @Test
  void aFactorSetOverJmxShowsOnTheNodeAndIsReset() throws Exception {
    try (PluginProcess _ = plugin()) {
      awaitAllocatable(MEMORY, 65536);
      try (JmxClient jmx = new JmxClient(jmxPort)) {
        List<Notification> heard = new CopyOnWriteArrayList<>();
        jmx.listen(heard::add);
        jmx.invoke("setMemoryFactor", "NVIDIA", 8);
        awaitAllocatable(MEMORY, 8192);
        LiveNode.within(
            Duration.ofSeconds(5),
            "the notification",
            () ->
                assertThat(heard)
                    .extracting(Notification::getMessage)
                    .anySatisfy(message -> assertThat(message).contains(MEMORY)));
        assertThat(jmx.resource("NVIDIA", MEMORY, "SplitFactor")).isEqualTo(8);
        assertThat(jmx.resource("NVIDIA", MEMORY, "FactorOrigin")).isEqualTo("operator");
        assertThat(get("/resources").body()).contains("\"operator\"");
        assertThatThrownBy(() -> jmx.invoke("setMemoryFactor", "NVIDIA", 65537))
            .rootCause()
            .hasMessageContaining("the largest that leaves one is 65536");
        assertThatThrownBy(() -> jmx.invoke("setMemoryFactor", "NVIDA", 2))
            .rootCause()
            .hasMessageContaining("did you mean 'NVIDIA'");
        assertThat(jmx.resource("NVIDIA", MEMORY, "SplitFactor")).isEqualTo(8);
        jmx.invoke("persist");
        assertThat(LiveNode.kubectl("-n", "kube-system", "get", "configmap", OWN_MAP, "-o", "yaml"))
            .contains("memoryFactor: 8");
        jmx.invoke("resetFactors", "NVIDIA");
        LiveNode.within(
            Duration.ofSeconds(5),
            "the config's factor",
            () ->
                assertThat(jmx.resource("NVIDIA", MEMORY, "FactorOrigin"))
                    .isEqualTo("plugin config"));
        LiveNode.deleteConfigMap(OWN_MAP);
        awaitAllocatable(MEMORY, 65536);
      }
    }
  }

  @Test
  void aRenamedResourceTakesThePlaceOfTheOldOneAndTouchesNoOther() throws Exception {
    node.patchCapacity(Map.of("nvidia.com/gpu", "20"));
    LiveNode.applyConfigMap(DEVICE_MAP, "device-config.yaml", NAMES.formatted(MEMORY));
    try (PluginProcess _ = plugin()) {
      awaitAllocatable(MEMORY, 65536);
      awaitAllocatable("nvidia.com/gpucores", 200);
      try (JmxClient jmx = new JmxClient(jmxPort)) {
        List<Object> cores = traffic(jmx, "nvidia.com/gpucores");
        List<Object> percentage = traffic(jmx, "nvidia.com/gpumem-percentage");
        LiveNode.applyConfigMap(
            DEVICE_MAP, "device-config.yaml", NAMES.formatted("nvidia.com/vram"));
        LiveNode.within(
            Duration.ofSeconds(2),
            "the new name with the kubelet",
            () ->
                assertThat(jmx.resource("NVIDIA", "nvidia.com/vram", "State"))
                    .isEqualTo("advertised"));
        awaitAllocatable("nvidia.com/vram", 65536);
        awaitAllocatable(MEMORY, 0);
        assertThat(traffic(jmx, "nvidia.com/gpucores")).isEqualTo(cores);
        assertThat(traffic(jmx, "nvidia.com/gpumem-percentage")).isEqualTo(percentage);
      }
    }
  }

  private static List<Object> traffic(JmxClient jmx, String resource) throws Exception {
    return List.of(
        jmx.resource("NVIDIA", resource, "Registrations"),
        jmx.resource("NVIDIA", resource, "Sends"),
        jmx.resource("NVIDIA", resource, "Streams"));
  }

  @Test
  void aBrokenEditChangesNothingAndIsReportedEverywhere() throws Exception {
    node.patchCapacity(Map.of("nvidia.com/gpu", "20"));
    LiveNode.applyConfigMap(DEVICE_MAP, "device-config.yaml", NAMES.formatted(MEMORY));
    try (PluginProcess plugin = plugin()) {
      awaitAllocatable(MEMORY, 65536);
      try (JmxClient jmx = new JmxClient(jmxPort)) {
        List<Object> before = traffic(jmx, MEMORY);
        Object generation = jmx.plugin("ConfigGeneration");
        LiveNode.applyConfigMap(
            DEVICE_MAP, "device-config.yaml", NAMES.formatted("no name at all"));
        LiveNode.applyConfigMap(OWN_MAP, "config.yaml", "vendors: {NVIDIA: {memoryFaktor: 8}}");
        plugin.awaitLog("did you mean 'memoryFactor'?");
        plugin.awaitLog("nvidia.resourceMemoryName");
        LiveNode.within(
            Duration.ofSeconds(5),
            "JMX",
            () ->
                assertThat(String.join("\n", (String[]) jmx.plugin("ConfigProblems")))
                    .contains("nvidia.resourceMemoryName", "memoryFaktor"));
        assertThat(get("/health").body()).contains("memoryFaktor");
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/resources").body()).contains("memoryFaktor");
        LiveNode.within(
            Duration.ofSeconds(10),
            "the Events",
            () -> assertThat(events()).contains("ConfigRejected", "memoryFaktor"));
        assertThat(jmx.plugin("ConfigGeneration")).isEqualTo(generation);
        assertThat(traffic(jmx, MEMORY)).isEqualTo(before);
        assertThat(node.allocatable()).containsEntry(MEMORY, 65536L);
      }
    }
    try (PluginProcess again = plugin()) {
      again.awaitLog("the last good one is in force, which an earlier start has kept");
      awaitAllocatable(MEMORY, 65536);
    }
  }

  @Test
  void aCustomResourceNeedsNoCode() throws Exception {
    LiveNode.applyConfigMap(
        OWN_MAP,
        "config.yaml",
        """
        custom:
          - name: example.com/licences
            quantity: annotation("example.com/licences") * 2
            factor: 4
        """);
    node.annotate("example.com/licences", "40");
    try (PluginProcess _ = plugin()) {
      awaitAllocatable("example.com/licences", 20);
      node.annotate("example.com/licences", "80");
      awaitAllocatable("example.com/licences", 40);
    } finally {
      node.annotate("example.com/licences", "");
    }
  }

  @Test
  void aMountedFileIsFollowedToo() throws Exception {
    Path file = Files.createTempFile("config", ".yaml");
    Files.writeString(file, "vendors: {NVIDIA: {memoryFactor: 2}}");
    try (PluginProcess _ =
        PluginProcess.start("--config-file=" + file, "--http-address=", "--jmx=false")) {
      awaitAllocatable(MEMORY, 32768);
      Files.writeString(file, "vendors: {NVIDIA: {memoryFactor: 4}}");
      awaitAllocatable(MEMORY, 16384);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void theExamplesOfTheDocumentationWork() throws Exception {
    String page = Files.readString(Path.of("docs/operating.md"));
    List<String> commands =
        page.lines()
            .map(String::strip)
            .filter(
                line ->
                    line.startsWith("kubectl -n kube-system ")
                        || line.startsWith("curl -s http://127.0.0.1:9430/"))
            .toList();
    assertThat(commands).hasSizeGreaterThanOrEqualTo(5);
    try (PluginProcess _ = plugin()) {
      awaitAllocatable(MEMORY, 65536);
      shell(commands, "create configmap");
      awaitAllocatable(MEMORY, 8192);
      shell(commands, "patch configmap");
      awaitAllocatable(MEMORY, 4096);
      shell(commands, "delete configmap");
      awaitAllocatable(MEMORY, 65536);
      assertThat(shell(commands, "/prometheus"))
          .containsPattern("resource=\"nvidia.com/gpumem\".* 65536");
      assertThat(shell(commands, "/health")).contains("UP");
      assertThat(page).contains(JmxClient.ADDRESS.formatted(9431));
    }
  }

  private String shell(List<String> commands, String which) {
    String command =
        commands.stream().filter(line -> line.contains(which)).findFirst().orElseThrow();
    return LiveNode.run(
        List.of("bash", "-c", command.replace("127.0.0.1:9430", "127.0.0.1:" + httpPort)));
  }

  @Test
  void remoteJmxThatOtherMachinesCouldReachIsRefused() {
    try (PluginProcess plugin =
        PluginProcess.start("--jmx-port=" + jmxPort, "--jmx-address=0.0.0.0")) {
      assertThat(plugin.exitStatus()).isEqualTo(2);
      assertThat(plugin.log()).contains("-jmx-password-file", "-jmx-tls-cert-file");
    }
  }
}
