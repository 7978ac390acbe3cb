package io.hami.mock.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The policy that restricts the plugin's account to its own Node: which account it applies to, and
 * when it is rendered. ManifestsIT tests what it refuses.
 */
@DisabledOnOs(
    value = OS.LINUX,
    architectures = "aarch64",
    disabledReason = "Helm's library is not published for it")
class PolicyTest {
  private static final String POLICY = "ValidatingAdmissionPolicy";
  private static final String BINDING = "ValidatingAdmissionPolicyBinding";
  private static final Path PLAIN = Path.of("k8s-mock-rbac-policy.yaml");

  @TempDir Path directory;
  private Chart chart;

  @BeforeEach
  void copy() throws IOException {
    chart = Chart.copy(directory.resolve("chart"));
  }

  private List<JsonNode> installed(String values) throws IOException {
    try (FakeCluster cluster = FakeCluster.withPolicies()) {
      chart.install(Chart.RELEASE, Chart.NAMESPACE, values, cluster);
      return cluster.objects();
    }
  }

  private static JsonNode one(List<JsonNode> objects, String kind) {
    assertThat(objects).filteredOn(object -> is(kind, object)).as(kind).hasSize(1);
    return objects.stream().filter(object -> is(kind, object)).findFirst().orElseThrow();
  }

  private static boolean is(String kind, JsonNode object) {
    return object.path("kind").asText().equals(kind);
  }

  private static boolean isOfAPolicy(JsonNode object) {
    return object.path("kind").asText().startsWith(POLICY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mock | kube-system | {} | mock-hami-mock-device-plugin |"
            + " kube-system:mock-hami-mock-device-plugin",
        "hami-mock-device-plugin | gpu | {} | hami-mock-device-plugin |"
            + " gpu:hami-mock-device-plugin",
        "mock | gpu | {nameOverride: plugin} | mock-plugin | gpu:mock-plugin",
        "mock | gpu | {fullnameOverride: plugin} | plugin | gpu:plugin",
        "mock | gpu | {fullnameOverride: plugin, serviceAccount: {name: other}} | plugin |"
            + " gpu:other",
        "mock | gpu | {fullnameOverride: plugin, serviceAccount: {create: false}} | plugin |"
            + " gpu:default",
        "mock | gpu | {fullnameOverride: plugin, mode: sidecar, sidecar: {render: objects,"
            + " serviceAccount: host}} | plugin | gpu:host",
        "mock | gpu | {fullnameOverride: plugin, mode: sidecar, sidecar: {render: objects,"
            + " serviceAccount: host, namespace: hami}} | plugin | hami:host",
      })
  void appliesToTheAccountOfThePods(
      String release, String namespace, String values, String name, String account)
      throws IOException {
    try (FakeCluster cluster = FakeCluster.withPolicies()) {
      chart.install(release, namespace, values, cluster);
      JsonNode policy = one(cluster.objects(), POLICY);
      JsonNode binding = one(cluster.objects(), BINDING);

      assertThat(policy.at("/metadata/name").asText()).isEqualTo(name);
      assertThat(policy.at("/spec/matchConditions")).hasSize(1);
      assertThat(policy.at("/spec/matchConditions/0/expression").asText())
          .isEqualTo("request.userInfo.username == 'system:serviceaccount:" + account + "'");
      assertThat(binding.at("/metadata/name").asText()).isEqualTo(name);
      assertThat(binding.at("/spec/policyName").asText()).isEqualTo(name);
      for (JsonNode object : List.of(policy, binding)) {
        assertThat(object.path("metadata").has("namespace")).isFalse();
        assertThat(object.at("/metadata/labels/app.kubernetes.io~1instance").asText())
            .isEqualTo(release);
      }
      JsonNode subject = one(cluster.objects(), "ClusterRoleBinding").at("/subjects/0");
      assertThat(subject.path("namespace").asText() + ":" + subject.path("name").asText())
          .isEqualTo(account);
    }
  }

  /** An older API server would refuse the whole release because of an unknown kind. */
  @Test
  void isNotRenderedWhereTheClusterDoesNotKnowTheKind() throws IOException {
    try (FakeCluster cluster = FakeCluster.withoutPolicies()) {
      chart.install(Chart.RELEASE, Chart.NAMESPACE, "{}", cluster);

      assertThat(cluster.objects()).noneMatch(PolicyTest::isOfAPolicy);
      assertThat(one(cluster.objects(), "ClusterRole").toString()).contains("nodes/status");
    }
    assertThat(chart.render("{}")).isNotEmpty().noneMatch(PolicyTest::isOfAPolicy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{rbac: {policy: false}}",
        "{rbac: {create: false}}",
        // Without a right on Nodes there is nothing to restrict.
        "{nodeStatus: {enabled: false}}",
      })
  void isNotRenderedWhereItIsOffOrNoNodeIsWritten(String values) throws IOException {
    assertThat(installed(values)).isNotEmpty().noneMatch(PolicyTest::isOfAPolicy);
  }

  @Test
  void isRenderedForAnnotationsAlone() throws IOException {
    List<JsonNode> objects = installed("{nodeStatus: {enabled: false}, rbac: {inventory: true}}");

    assertThat(objects).filteredOn(PolicyTest::isOfAPolicy).hasSize(2);
  }

  /** With {@code --reuse-values} only the values of the older chart exist. */
  @Test
  void isRenderedWhereAnOlderChartHadNoSuchValue() throws IOException {
    ObjectNode values = Chart.values();
    values.withObject("/rbac").remove("policy");
    values.remove("nodeStatus");
    chart.comesWith(values);

    assertThat(installed("{}")).filteredOn(PolicyTest::isOfAPolicy).hasSize(2);
  }

  @Test
  void isTheSameInThePlainManifests() throws IOException {
    List<JsonNode> objects = installed("{fullnameOverride: hami-mock-device-plugin}");
    String[] plain = Files.readString(PLAIN).split("(?m)^---$", -1);

    assertThat(plain).hasSize(2);
    for (String document : plain) {
      JsonNode object = Chart.yaml(document);
      JsonNode ofTheChart = one(objects, object.path("kind").asText());
      assertThat(object.path("apiVersion")).isEqualTo(ofTheChart.path("apiVersion"));
      assertThat(object.at("/metadata/name")).isEqualTo(ofTheChart.at("/metadata/name"));
      assertThat(object.path("spec")).isEqualTo(ofTheChart.path("spec")).isNotEmpty();
    }
  }

  /** The policy refuses what it cannot evaluate, and what it covers and does not allow. */
  @Test
  void refusesWhatItCannotEvaluateAndWhatIsNotAllowed() throws IOException {
    List<JsonNode> objects = installed("{}");

    assertThat(one(objects, POLICY).at("/spec/failurePolicy").asText()).isEqualTo("Fail");
    assertThat(one(objects, POLICY).at("/spec/matchConstraints/resourceRules"))
        .isEqualTo(
            Chart.yaml(
                """
                - apiGroups: [""]
                  apiVersions: [v1]
                  operations: [UPDATE]
                  resources: [nodes, nodes/status]
                """));
    assertThat(one(objects, POLICY).at("/spec/validations"))
        .hasSize(3)
        .allSatisfy(
            validation -> {
              assertThat(validation.path("message").asText()).contains("this service account");
              assertThat(validation.path("reason").asText()).isEqualTo("Forbidden");
            });
    assertThat(one(objects, BINDING).at("/spec/validationActions")).isEqualTo(Chart.yaml("[Deny]"));
  }

  @Test
  void theNotesOfASidecarSayThatThePolicyAppliesToItsHost() throws IOException {
    String values = "{mode: sidecar, sidecar: {render: objects, serviceAccount: host}}";
    try (FakeCluster with = FakeCluster.withPolicies();
        FakeCluster without = FakeCluster.withoutPolicies()) {
      Release held = chart.install(Chart.RELEASE, Chart.NAMESPACE, values, with);
      Release free = chart.install(Chart.RELEASE, Chart.NAMESPACE, values, without);

      assertThat(held.getOutput())
          .contains(
              "The ValidatingAdmissionPolicy mock-hami-mock-device-plugin restricts that account")
          .contains("--reuse-values --set rbac.policy=false");
      assertThat(free.getOutput()).doesNotContain(POLICY);
    }
  }
}
