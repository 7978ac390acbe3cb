package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The health of units in the status of the pod that holds them: docs/kubelet.md 3.4.1. */
@LiveCluster
class PodHealthIT {
  private static final String MAP = "hami-mock-device-plugin";
  private static final String POD = "holds-two-cards";
  private static final String GPU = "nvidia.com/gpu";

  private static final Set<String> RESOURCES =
      Set.of(GPU, "nvidia.com/gpumem", "nvidia.com/gpucores", "nvidia.com/gpumem-percentage");

  private final LiveNode node = LiveNode.ofEnvironment();

  @BeforeEach
  void prepare() {
    LiveNode.assumeSince(36, "health of devices in a pod's status");
    clean();
  }

  @AfterEach
  void clean() {
    LiveNode.kubectl(
        "-n", "default", "delete", "pod", POD, "--ignore-not-found", "--grace-period=0", "--force");
    LiveNode.deleteConfigMap(MAP);
    node.removeHamiAnnotations();
    node.forget(RESOURCES);
  }

  /** Two cards of one slot each. */
  private static void cards(boolean healthy) {
    LiveNode.applyConfigMap(
        MAP,
        "config.yaml",
        """
        vendors: {NVIDIA: {memoryFactor: 128}}
        inventory:
          - cards:
              - {profile: nvidia-t4, slots: 1, healthy: %s}
              - {profile: nvidia-t4, slots: 1}
        """
            .formatted(healthy));
  }

  /** The health of each unit that the pod holds, sorted. */
  private static List<String> health() {
    List<String> all = new ArrayList<>();
    JsonNode container =
        LiveNode.read(LiveNode.kubectl("-n", "default", "get", "pod", POD, "-o", "json"))
            .at("/status/containerStatuses/0");
    for (JsonNode resource : container.path("allocatedResourcesStatus")) {
      assertThat(resource.path("name").asText()).isEqualTo(GPU);
      all.addAll(resource.path("resources").findValuesAsText("health"));
    }
    return all.stream().sorted().toList();
  }

  private static void awaitHealth(String... expected) {
    long began = System.nanoTime();
    LiveNode.within(
        Duration.ofSeconds(20),
        "health " + List.of(expected),
        () -> assertThat(health()).containsExactly(expected));
    System.out.printf(
        "pod status %s after %d ms%n",
        List.of(expected), Duration.ofNanos(System.nanoTime() - began).toMillis());
  }

  @Test
  void aPodSaysThatOneOfItsCardsHasFailedAndRecovered() {
    cards(true);
    try (PluginProcess plugin = PluginProcess.start("--http-address=", "--namespace=kube-system")) {
      plugin.awaitLog(GPU + ": advertised, 2 units");
      node.awaitAllocatable(Map.of(GPU, 2L));
      LiveNode.apply(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: %s, namespace: default}
          spec:
            nodeName: %s
            hostNetwork: true
            automountServiceAccountToken: false
            terminationGracePeriodSeconds: 0
            containers:
              - name: main
                image: localhost/pause:1
                imagePullPolicy: Never
                resources: {limits: {nvidia.com/gpu: 2}}
          """
              .formatted(POD, node.name()));
      awaitHealth("Healthy", "Healthy");
      cards(false);
      awaitHealth("Healthy", "Unhealthy");
      cards(true);
      awaitHealth("Healthy", "Healthy");
    }
  }
}
