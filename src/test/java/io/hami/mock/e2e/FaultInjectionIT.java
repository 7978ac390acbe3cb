package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The effect of injected faults on a real node. */
@NeedsNode
class FaultInjectionIT {
  private static final String MEMORY = "nvidia.com/gpumem";
  private static final String CORES = "nvidia.com/gpucores";
  private static final String OWN_MAP = "hami-mock-device-plugin";

  private final LiveNode node = LiveNode.ofEnvironment();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int httpPort = LiveNode.freePort();

  @BeforeEach
  void annotate() {
    clean();
    node.annotate(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100);
  }

  @AfterEach
  void clean() {
    node.annotate(ShippedPlugin.REGISTER, "");
    LiveNode.deleteConfigMap(OWN_MAP);
    LiveNode.kubectl("-n", "default", "delete", "events", "--all");
    LiveNode.kubectl(
        "-n",
        "default",
        "delete",
        "pod",
        "faulty",
        "--ignore-not-found",
        "--grace-period=0",
        "--force");
  }

  private PluginProcess plugin() {
    return PluginProcess.start("--http-address=127.0.0.1:" + httpPort, "--namespace=kube-system")
        .awaitControls();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path));
  }

  private void inject(String json) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request("/faults")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private void reset() throws IOException, InterruptedException {
    assertThat(
            http.send(request("/faults").DELETE().build(), HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(204);
  }

  private void awaitAllocatable(String resource, long units) {
    node.awaitAllocatable(Map.of(resource, units));
  }

  @Test
  void cardsFailAndRecoverAndNoFaultOutlivesTheProcess() throws Exception {
    try (PluginProcess plugin = plugin()) {
      awaitAllocatable(MEMORY, 65536);
      inject("{\"fault\":\"unhealthy\",\"cards\":\"GPU-a2\",\"for\":\"1h\"}");
      awaitAllocatable(MEMORY, 32768);
      awaitAllocatable(CORES, 100);
      assertThat(node.capacity()).containsEntry(CORES, 200L);
      plugin.awaitLog("injected f1: cards GPU-a2 unhealthy, until ");
      LiveNode.within(
          Duration.ofSeconds(10),
          "the Event",
          () ->
              assertThat(LiveNode.kubectl("-n", "default", "get", "events", "-o", "json"))
                  .contains("FaultInjected"));
      reset();
      awaitAllocatable(MEMORY, 65536);
      inject("{\"fault\":\"unhealthy\",\"of\":\"nvidia.com/gpucores\",\"for\":\"1h\"}");
      awaitAllocatable(CORES, 0);
      assertThat(node.allocatable()).containsEntry(MEMORY, 65536L);
    }
    try (PluginProcess _ = plugin()) {
      awaitAllocatable(CORES, 200);
    }
  }

  @Test
  void anUnregisteredPluginLeavesNoUnitAllocatable() throws Exception {
    try (PluginProcess _ = plugin()) {
      awaitAllocatable(MEMORY, 65536);
      inject("{\"fault\":\"withhold-registration\",\"of\":\"nvidia.com/gpumem\",\"for\":\"1h\"}");
      awaitAllocatable(MEMORY, 0);
      awaitAllocatable(CORES, 200);
      reset();
      awaitAllocatable(MEMORY, 65536);
    }
  }

  @Test
  void aFaultOfTheConfigEndsWithIt() {
    try (PluginProcess plugin = plugin()) {
      awaitAllocatable(MEMORY, 65536);
      LiveNode.applyConfigMap(
          OWN_MAP, "config.yaml", "faults: [{fault: unhealthy, percent: 50, for: 12s}]");
      awaitAllocatable(MEMORY, 32768);
      plugin.awaitLog("has ended: its time has elapsed");
      awaitAllocatable(MEMORY, 65536);
    }
  }

  @Test
  void aRefusedAllocateFailsThePodWithTheMessage() throws Exception {
    try (PluginProcess _ = plugin()) {
      awaitAllocatable(MEMORY, 65536);
      inject(
          "{\"fault\":\"fail-allocate\",\"message\":\"out of luck\",\"of\":\"nvidia.com/gpucores\","
              + "\"for\":\"1h\"}");
      LiveNode.apply(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: faulty, namespace: default}
          spec:
            nodeName: %s
            terminationGracePeriodSeconds: 0
            containers:
              - name: main
                image: mock.local/none:0
                imagePullPolicy: Never
                resources: {limits: {nvidia.com/gpucores: 5}}
          """
              .formatted(node.name()));
      LiveNode.within(
          Duration.ofSeconds(30),
          "the pod's refusal",
          () ->
              assertThat(LiveNode.kubectl("-n", "default", "get", "pod", "faulty", "-o", "json"))
                  .contains("UnexpectedAdmissionError", "out of luck"));
    }
  }
}
