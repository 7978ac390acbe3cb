package io.hami.mock.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hami.mock.cli.ArgumentParser;
import io.hami.mock.cli.Command;
import io.hami.mock.port.Nodes.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart runs after an uninstall, and the plain manifest that does the same. */
@DisabledOnOs(
    value = OS.LINUX,
    architectures = "aarch64",
    disabledReason = "Helm's library is not published for it")
class CleanupHookTest {
  private static final String NAME = "mock-hami-mock-device-plugin-cleanup";
  private static final Path PLAIN = Path.of("k8s-mock-cleanup.yaml");

  @TempDir Path directory;
  private Chart chart;

  @BeforeEach
  void copy() throws IOException {
    chart = Chart.copy(directory.resolve("chart")).withCleanup();
  }

  private List<JsonNode> hooks(String values) {
    return chart.render(values).stream()
        .filter(
            object ->
                object.at("/metadata/annotations/example.com~1hook").asText().equals("post-delete"))
        .toList();
  }

  private static JsonNode one(List<JsonNode> objects, String kind) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private Command command(JsonNode job) {
    JsonNode container = job.at("/spec/template/spec/containers/0");
    assertThat(texts(container.path("command"))).containsExactly("./k8s-device-plugin");
    return new ArgumentParser(Map.of()).parse(texts(container.path("args")).toArray(String[]::new));
  }

  /** Helm has deleted the account and the rights of the release by then. */
  @Test
  void theHookBringsAllThatItNeedsAndLeavesNothing() {
    List<JsonNode> hooks = hooks("{}");

    assertThat(hooks)
        .extracting(object -> object.path("kind").asText())
        .containsExactlyInAnyOrder("ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Job");
    assertThat(hooks)
        .allSatisfy(
            object -> {
              assertThat(object.at("/metadata/name").asText()).isEqualTo(NAME);
              assertThat(object.at("/metadata/annotations/helm.sh~1hook-delete-policy").asText())
                  .isEqualTo("before-hook-creation,hook-succeeded");
            });
    assertThat(one(hooks, "Job").at("/spec/template/spec/serviceAccountName").asText())
        .isEqualTo(NAME);
    assertThat(one(hooks, "ClusterRoleBinding").at("/subjects/0"))
        .isEqualTo(
            Chart.yaml("{kind: ServiceAccount, name: %s, namespace: kube-system}".formatted(NAME)));
  }

  @Test
  void theJobRunsLast() {
    assertThat(hooks("{}"))
        .allSatisfy(
            object ->
                assertThat(
                        Integer.parseInt(
                            object.at("/metadata/annotations/helm.sh~1hook-weight").asText()))
                    .matches(
                        weight ->
                            object.path("kind").asText().equals("Job") ? weight == 0 : weight < 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                     | ''",
        "{nodeSelector: {pool: a100}}           | pool=a100",
        "{nodeSelector: {b: '2', a/x: '1'}}     | a/x=1,b=2",
        "{verbosity: 2000000.0}                 | ''",
      })
  void itCleansTheNodesThatThePluginRanOn(String values, String selector) {
    assertThat(command(one(hooks(values), "Job")))
        .isInstanceOfSatisfying(
            Command.Cleanup.class,
            cleanup -> {
              assertThat(cleanup.scope()).isEqualTo(new Scope.Selected(selector));
              assertThat(cleanup.dryRun()).isFalse();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{cleanup: {enabled: false}}",
        "{rbac: {create: false}}",
        "{mode: sidecar}",
      })
  void thereIsNoneWhereItIsOffOrHasNoRights(String values) {
    assertThat(hooks(values)).isEmpty();
  }

  @Test
  void theRightsForASidecarComeWithTheHook() {
    assertThat(hooks("{mode: sidecar, sidecar: {render: objects, serviceAccount: host}}"))
        .hasSize(4);
  }

  /** The labels of the DaemonSet's selector would make the Job's pod one of its pods. */
  @Test
  void thePodIsNoPodOfTheDaemonSetAndRunsWhereThoseRan() {
    String values =
        "{nodeSelector: {pool: a}, hostNetwork: true, env: [{name: A, value: b}],"
            + " image: {pullPolicy: Always, pullSecrets: [{name: s}]}}";
    JsonNode pod = one(hooks(values), "Job").at("/spec/template");
    JsonNode plugin = one(chart.render(values), "DaemonSet").at("/spec/template");

    assertThat(pod.at("/metadata/labels/app.kubernetes.io~1name"))
        .isNotEqualTo(plugin.at("/metadata/labels/app.kubernetes.io~1name"));
    for (String field :
        List.of(
            "nodeSelector",
            "tolerations",
            "hostNetwork",
            "dnsPolicy",
            "imagePullSecrets",
            "priorityClassName")) {
      assertThat(pod.path("spec").path(field)).as(field).isEqualTo(plugin.path("spec").path(field));
    }
    for (String field : List.of("image", "imagePullPolicy", "securityContext", "resources")) {
      assertThat(pod.at("/spec/containers/0").path(field))
          .as(field)
          .isEqualTo(plugin.at("/spec/containers/0").path(field));
    }
    assertThat(pod.at("/spec/containers/0/env")).isEqualTo(Chart.yaml("[{name: A, value: b}]"));
  }

  /** With a release name of any length. */
  @Test
  void theNameIsValid() {
    String longest = "a".repeat(63);
    JsonNode job = one(hooks("{fullnameOverride: %s}".formatted(longest)), "Job");

    assertThat(job.at("/metadata/name").asText()).hasSize(63).endsWith("-cleanup");
  }

  @Test
  void thePlainManifestGrantsAndRunsTheSame() throws IOException {
    List<JsonNode> plain =
        List.of(Files.readString(PLAIN).split("(?m)^---$", -1)).stream().map(Chart::yaml).toList();
    List<JsonNode> hooks = hooks("{}");
    JsonNode job = one(plain, "Job");
    JsonNode container = job.at("/spec/template/spec/containers/0");

    assertThat(one(plain, "ClusterRole").path("rules"))
        .isEqualTo(one(hooks, "ClusterRole").path("rules"));
    assertThat(job.at("/spec/template/spec/serviceAccountName").asText())
        .isEqualTo(one(plain, "ServiceAccount").at("/metadata/name").asText())
        .isEqualTo(one(plain, "ClusterRoleBinding").at("/subjects/0/name").asText());
    assertThat(one(plain, "ClusterRoleBinding").at("/roleRef/name"))
        .isEqualTo(one(plain, "ClusterRole").at("/metadata/name"));
    assertThat(command(job))
        .isInstanceOfSatisfying(
            Command.Cleanup.class, cleanup -> assertThat(cleanup.scope()).isEqualTo(Scope.ALL));
    JsonNode ofHook = one(hooks, "Job").at("/spec/template/spec/containers/0");
    for (String field : List.of("image", "imagePullPolicy", "securityContext", "resources")) {
      assertThat(container.path(field)).as(field).isEqualTo(ofHook.path(field));
    }
    assertThat(job.at("/spec/activeDeadlineSeconds"))
        .isEqualTo(one(hooks, "Job").at("/spec/activeDeadlineSeconds"));
  }
}
