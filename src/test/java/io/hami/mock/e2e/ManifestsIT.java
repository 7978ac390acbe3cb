package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The image, installed by `kubectl apply` and by HAMi's chart. */
@LiveCluster
@EveryRelease
class ManifestsIT {
  private static final Path RESOURCES = Path.of("src/test/resources/io/hami/mock/e2e");
  private static final String RBAC = "k8s-mock-rbac.yaml";
  private static final String FEATURES = "k8s-mock-rbac-features.yaml";
  private static final String POLICY = "k8s-mock-rbac-policy.yaml";
  private static final String PLUGIN = "k8s-mock-plugin.yaml";
  private static final String HAMI = RESOURCES.resolve("hami-daemonset.yaml").toString();
  private static final int JMX_PORT = 9431;
  private static final String ACCOUNT = "kube-system:hami-mock-device-plugin";

  /** A Node object without a machine. */
  private static final String OTHER = "no-machine";

  private static final String QUANTITY =
      """
      {"metadata": {"annotations": {"mock.hami.io/node-status": "example.com/policy"}},
       "status": {"capacity": {"example.com/policy": "5000"},
                  "allocatable": {"example.com/policy": "5000"}}}
      """;
  private static final String ANNOTATION =
      """
      {"metadata": {"annotations": {"mock.hami.io/owned": ""}}}
      """;

  private final LiveNode node = LiveNode.ofEnvironment();

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
    for (String manifest : List.of(PLUGIN, FEATURES, RBAC, HAMI)) {
      LiveNode.kubectl("delete", "-f", manifest, "--ignore-not-found");
    }
    if (LiveNode.knowsAdmissionPolicies()) {
      LiveNode.kubectl("delete", "-f", POLICY, "--ignore-not-found");
    }
    LiveNode.kubectl("delete", "node", OTHER, "--ignore-not-found");
    node.annotate(ShippedPlugin.REGISTER, "");
    node.patchCapacity(Map.of("nvidia.com/gpu", ""));
    ShippedPlugin.assertGone();
  }

  @Test
  void plainManifests() throws Exception {
    for (String manifest : List.of(RBAC, FEATURES, PLUGIN)) {
      LiveNode.kubectl("apply", "--dry-run=server", "-f", manifest);
    }
    LiveNode.kubectl("apply", "-f", RBAC);
    LiveNode.apply(patchedForThisNode());
    LiveNode.kubectl(
        "-n",
        "kube-system",
        "rollout",
        "status",
        "daemonset/hami-mock-device-plugin-daemonset",
        "--timeout=90s");
    node.awaitAllocatable(ShippedPlugin.UNITS);
    String log = log("hami-mock-device-plugin-daemonset");
    assertThat(log.lines()).noneMatch(line -> line.startsWith("E") || line.startsWith("W"));
    ShippedPlugin.measure("plain manifests", log);
    try (JmxClient jmx = new JmxClient(JMX_PORT)) {
      jmx.invoke("setMemoryFactor", "NVIDIA", 8);
      node.awaitAllocatable(Map.of("nvidia.com/gpumem", 8192L));
    }
  }

  private static String patchedForThisNode() throws IOException {
    return LiveNode.kubectl(
        "patch",
        "--local",
        "-f",
        PLUGIN,
        "-p",
        Files.readString(RESOURCES.resolve("live-node-patch.yaml")),
        "-o",
        "yaml");
  }

  private static String log(String daemonSet) {
    return LiveNode.kubectl("-n", "kube-system", "logs", "daemonset/" + daemonSet);
  }

  @Test
  void theRightsOfOneFeatureByItsLabel() {
    LiveNode.kubectl("apply", "-f", RBAC);
    assertThat(mayPatchNodes()).isEqualTo("no");
    LiveNode.kubectl("apply", "-f", FEATURES, "-l", "mock.hami.io/feature=inventory");
    assertThat(mayPatchNodes()).isEqualTo("yes");
  }

  /** kubectl also fails for "no"; the shell ignores its exit status. */
  private static String mayPatchNodes() {
    return LiveNode.run(
            List.of(
                "sh",
                "-c",
                "kubectl auth can-i patch nodes"
                    + " --as=system:serviceaccount:kube-system:hami-mock-device-plugin 2>/dev/null"
                    + " || true"))
        .strip();
  }

  @Test
  void thePolicyRestrictsTheAccountToItsOwnNode() {
    assumeTrue(LiveNode.knowsAdmissionPolicies(), "needs Kubernetes 1.30");
    LiveNode.kubectl("apply", "-f", RBAC);
    LiveNode.kubectl("apply", "-f", FEATURES, "-l", "mock.hami.io/feature=inventory");
    LiveNode.kubectl("apply", "-f", POLICY);
    LiveNode.apply("{apiVersion: v1, kind: Node, metadata: {name: %s}}".formatted(OTHER));
    awaitPolicy();

    for (String part : List.of("", "/status")) {
      for (String patch : List.of(QUANTITY, ANNOTATION)) {
        assertThat(plugin(node.name() + part, patch)).startsWith("200 ");
        assertThat(plugin(OTHER + part, patch)).startsWith("403 ").contains(which(node.name()));
        assertThat(StatusPatch.rehearse(ACCOUNT, "", nodes(node.name() + part), patch))
            .startsWith("403 ")
            .contains("its token names none");
      }
    }
    for (String status :
        List.of(
            "{\"conditions\": null}",
            "{\"addresses\": []}",
            "{\"nodeInfo\": {\"kernelVersion\": \"none\"}}",
            "{\"daemonEndpoints\": {\"kubeletEndpoint\": {\"Port\": 1}}}",
            "{\"phase\": \"Pending\"}")) {
      assertThat(plugin(node.name() + "/status", "{\"status\": %s}".formatted(status)))
          .as(status)
          .startsWith("403 ")
          .contains("may write only capacity and allocatable");
    }
    for (String metadata :
        List.of(
            "{\"labels\": {\"example.com/policy\": \"x\"}}",
            "{\"finalizers\": [\"example.com/policy\"]}")) {
      assertThat(plugin(node.name() + "/status", "{\"metadata\": %s}".formatted(metadata)))
          .as(metadata)
          .startsWith("403 ")
          .contains("no label, owner or finalizer");
    }
    StatusPatch.apply(OTHER, "{\"status\": {\"capacity\": {\"example.com/policy\": \"5\"}}}");
  }

  /** The API server's answer to the plugin on the live node. */
  private String plugin(String path, String patch) {
    return StatusPatch.rehearse(ACCOUNT, node.name(), nodes(path), patch);
  }

  private static String nodes(String path) {
    return "/api/v1/nodes/" + path;
  }

  private static String which(String node) {
    return "may write only the Node that its pod is on, which is " + node;
  }

  /**
   * Waits until the policy is in force, which takes the API server a moment, and checks that all of
   * its expressions have the right types.
   */
  static void awaitPolicy() {
    String here = LiveNode.ofEnvironment().name();
    LiveNode.within(
        Duration.ofSeconds(60),
        "the policy in force",
        () ->
            assertThat(
                    StatusPatch.rehearse(ACCOUNT, "elsewhere", nodes(here + "/status"), QUANTITY))
                .startsWith("403 ")
                .contains(which("elsewhere")));
    LiveNode.within(
        Duration.ofSeconds(60),
        "the policy's types checked",
        () -> {
          JsonNode policy =
              LiveNode.read(
                  LiveNode.kubectl(
                      "get",
                      "validatingadmissionpolicies",
                      "hami-mock-device-plugin",
                      "-o",
                      "json"));
          assertThat(policy.at("/status/observedGeneration").asLong())
              .isEqualTo(policy.at("/metadata/generation").asLong());
          assertThat(policy.at("/status/typeChecking/expressionWarnings")).isEmpty();
        });
  }

  /** The chart needs only another image. */
  @Test
  void daemonSetOfHamisChart() {
    node.patchCapacity(Map.of("nvidia.com/gpu", "20"));
    LiveNode.kubectl("apply", "-f", HAMI);
    node.awaitAllocatable(ShippedPlugin.UNITS);
    assertThat(
            log("hami-mock-device-plugin").lines().filter(line -> line.contains("may not watch")))
        .singleElement()
        .asString()
        .contains("so the Node is read every 30 s");
    node.annotate(ShippedPlugin.REGISTER, ShippedPlugin.cards(32_768, 16_384));
    node.awaitAllocatable(Map.of("nvidia.com/gpumem", 49152L));
    assertThat(
            log("hami-mock-device-plugin").lines().filter(line -> line.contains("may not watch")))
        .hasSize(1);
  }
}
