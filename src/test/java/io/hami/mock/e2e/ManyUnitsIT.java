package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with 1.1 million MiB and pods that hold hundreds of thousands of them: no pod waits, no
 * object grows, and the kubelet keeps writing the Node's status.
 */
@LiveCluster
@EveryRelease
class ManyUnitsIT {
  private static final String MEMORY = "nvidia.com/gpumem";
  private static final String GPU = "nvidia.com/gpu";
  private static final List<Integer> ASKED = List.of(1, 4_000, 30_000, 80_000, 200_000);

  /** The status period of this node, and the longest time by which the kubelet may be late. */
  private static final Duration STILL = Duration.ofSeconds(4);

  private static final String ALL = "{profile: nvidia-h200, count: 8}";
  private static final String ONE_ILL =
      "{profile: nvidia-h200, count: 7}, {profile: nvidia-h200, healthy: false}";

  private final LiveNode node = LiveNode.ofEnvironment();
  @TempDir private Path directory;

  @BeforeEach
  @AfterEach
  void clean() {
    LiveNode.kubectl("-n", "default", "delete", "pods", "--all", "--grace-period=0", "--force");
    node.removeHamiAnnotations();
    node.forget(Set.of(MEMORY, GPU, "nvidia.com/gpucores", "nvidia.com/gpumem-percentage"));
  }

  private Path config(int factor, String cards) throws IOException {
    return Files.writeString(
        directory.resolve("config.yaml"),
        "vendors: {NVIDIA: {memoryFactor: %d}}\ninventory: [{cards: [%s]}]\nhami: {annotations: false}\n"
            .formatted(factor, cards));
  }

  @Test
  void podsRunAtOnceAndTheKubeletStaysResponsive() throws IOException {
    Path config = config(1, ALL);
    try (PluginProcess plugin =
        PluginProcess.start("--config-file=" + config, "--http-address=", "--jmx=false")) {
      node.awaitAllocatable(Map.of(MEMORY, 1_150_168L, GPU, 80L));
      for (int units : ASKED) {
        long began = System.nanoTime();
        run(units);
        LiveNode.within(
            Duration.ofSeconds(5),
            units + " MiB running",
            () -> assertThat(phase(units)).isEqualTo("Running"));
        System.out.printf(
            "a pod of %d MiB is Running after %d ms and is an object of %d bytes%n",
            units, Duration.ofNanos(System.nanoTime() - began).toMillis(), size(units));
        assertThat(size(units)).isLessThan(20_000);
      }
      Duration longest;
      try (Heartbeats heartbeats = new Heartbeats(node)) {
        config(1, ONE_ILL);
        node.awaitAllocatable(Map.of(MEMORY, 1_006_397L, GPU, 70L));
        config(1, ALL);
        node.awaitAllocatable(Map.of(MEMORY, 1_150_168L, GPU, 80L));
        config(2, ALL);
        node.awaitAllocatable(Map.of(MEMORY, 575_084L));
        longest = heartbeats.longest();
      }
      System.out.printf("card failed, healed, retuned: status unwritten for %s at most%n", longest);
      assertThat(longest).isLessThan(STILL);
      String before = node.heartbeat();
      node.control("restart-kubelet");
      LiveNode.within(
          Duration.ofMinutes(1),
          "the new kubelet's first status",
          () -> assertThat(node.heartbeat()).isNotEqualTo(before));
      try (Heartbeats heartbeats = new Heartbeats(node)) {
        node.awaitAllocatable(Map.of(MEMORY, 575_084L, GPU, 80L));
        for (int units : ASKED) {
          assertThat(phase(units)).isEqualTo("Running");
        }
        assertThat(plugin.terminate()).isZero();
        LiveNode.within(
            Duration.ofSeconds(10),
            "nothing left to ask for",
            () -> {
              assertThat(node.capacity()).doesNotContainKey(MEMORY);
              assertThat(node.allocatable().getOrDefault(GPU, 0L)).isZero();
            });
        longest = heartbeats.longest();
      }
      System.out.printf("kubelet restarted, plugin gone: unwritten for %s at most%n", longest);
      assertThat(longest).isLessThan(STILL);
      for (int units : ASKED) {
        assertThat(phase(units)).isEqualTo("Running");
      }
    }
  }

  private static void run(int units) {
    LiveNode.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: takes-%1$d, namespace: default}
        spec:
          hostNetwork: true
          terminationGracePeriodSeconds: 0
          automountServiceAccountToken: false
          containers:
          - name: c
            image: localhost/pause:1
            imagePullPolicy: Never
            resources: {limits: {%2$s: %1$d, nvidia.com/gpu: 1}}
        """
            .formatted(units, MEMORY));
  }

  private static String phase(int units) {
    return pod(units, "jsonpath={.status.phase}");
  }

  private static int size(int units) {
    return pod(units, "json").getBytes(StandardCharsets.UTF_8).length;
  }

  private static String pod(int units, String form) {
    return LiveNode.kubectl("-n", "default", "get", "pod", "takes-" + units, "-o", form);
  }
}
