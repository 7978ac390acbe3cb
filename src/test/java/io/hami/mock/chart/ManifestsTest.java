package io.hami.mock.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the plain manifests with the chart and the Dockerfile. */
class ManifestsTest {
  private static final String RBAC = "k8s-mock-rbac.yaml";
  private static final String FEATURES = "k8s-mock-rbac-features.yaml";
  private static final String PLUGIN = "k8s-mock-plugin.yaml";

  private static List<JsonNode> documents(String file) throws IOException {
    return Stream.of(Files.readString(Path.of(file)).split("(?m)^---$", -1))
        .map(Chart::yaml)
        .toList();
  }

  private static JsonNode container() throws IOException {
    return Chart.yaml(Files.readString(Path.of(PLUGIN))).at("/spec/template/spec/containers/0");
  }

  private static String first(String file, String pattern) throws IOException {
    Matcher found =
        Pattern.compile(pattern, Pattern.MULTILINE).matcher(Files.readString(Path.of(file)));
    assertThat(found.find()).as("%s in %s", pattern, file).isTrue();
    return found.group(1);
  }

  /** The names are the Go plugin's: with other names both plugins would run. */
  @ParameterizedTest
  @CsvSource({
    "/metadata/name, hami-mock-device-plugin-daemonset",
    "/metadata/namespace, kube-system",
    "/spec/selector/matchLabels/app.kubernetes.io~1component, hami-mock-device-plugin",
    "/spec/template/metadata/labels/app.kubernetes.io~1component, hami-mock-device-plugin",
    "/spec/template/spec/serviceAccountName, hami-mock-device-plugin",
    "/spec/template/spec/containers/0/name, hami-mock-dp-cntr",
    "/spec/template/spec/volumes/0/hostPath/path, /var/lib/kubelet/device-plugins",
  })
  void theObjectsHaveTheNamesOfTheGoPlugins(String place, String value) throws IOException {
    assertThat(Chart.yaml(Files.readString(Path.of(PLUGIN))).at(place).asText()).isEqualTo(value);
  }

  @Test
  void mayReadAndWriteTheNodesStatus() throws IOException {
    assertThat(rights(documents(RBAC).stream()).get(""))
        .containsExactly(
            "/get nodes *", "/list nodes *", "/patch nodes/status *", "/watch nodes *");
    assertThat(rights(documents(RBAC).stream()).get("kube-system"))
        .isNotEmpty()
        .allMatch(right -> right.matches("kube-system/(get|list|watch) configmaps .*"));
    assertThat(documents(FEATURES))
        .allSatisfy(
            document ->
                assertThat(document.at("/metadata/labels/mock.hami.io~1feature").asText())
                    .isIn("inventory", "events", "persist"));
  }

  /** The chart with all features grants the same as both files together. */
  @Test
  void grantsTheRightsThatTheChartGrants(@TempDir Path directory) throws IOException {
    List<JsonNode> chart =
        Chart.copy(directory.resolve("chart"))
            .render(
                """
                fullnameOverride: hami-mock-device-plugin
                rbac: {inventory: true}
                persist: {enabled: true}
                """);
    assertThat(rights(Stream.concat(documents(RBAC).stream(), documents(FEATURES).stream())))
        .isEqualTo(rights(chart.stream()));
  }

  /** Rights by namespace; the empty namespace has those of the whole cluster. */
  private static Map<String, List<String>> rights(Stream<JsonNode> documents) {
    return documents
        .filter(document -> document.has("rules"))
        .flatMap(
            document ->
                StreamSupport.stream(document.path("rules").spliterator(), false)
                    .flatMap(
                        rule ->
                            StreamSupport.stream(rule.path("resources").spliterator(), false)
                                .flatMap(resource -> verbs(document, rule, resource))))
        .distinct()
        .sorted()
        .collect(Collectors.groupingBy(right -> right.substring(0, right.indexOf('/'))));
  }

  private static Stream<String> verbs(JsonNode document, JsonNode rule, JsonNode resource) {
    Stream<String> names =
        rule.has("resourceNames")
            ? StreamSupport.stream(rule.path("resourceNames").spliterator(), false)
                .map(JsonNode::asText)
            : Stream.of("*");
    return names.flatMap(
        name ->
            StreamSupport.stream(rule.path("verbs").spliterator(), false)
                .map(
                    verb ->
                        "%s/%s %s %s"
                            .formatted(
                                document.at("/metadata/namespace").asText(),
                                verb.asText(),
                                resource.asText(),
                                name)));
  }

  /** The pods of the manifest and of the chart have the same security settings. */
  @Test
  void thePodIsAsConfinedAsTheCharts(@TempDir Path directory) throws IOException {
    JsonNode chart =
        Chart.copy(directory.resolve("chart")).render("{}").stream()
            .filter(document -> document.path("kind").asText().equals("DaemonSet"))
            .map(document -> document.at("/spec/template/spec/containers/0"))
            .findFirst()
            .orElseThrow();
    JsonNode plain = container();
    Function<JsonNode, JsonNode> guard = container -> container.path("securityContext");
    assertThat(guard.apply(plain).path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(guard.apply(plain).at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    assertThat(guard.apply(plain).properties()).containsAll(guard.apply(chart).properties());
    assertThat(plain.path("resources")).isEqualTo(chart.path("resources"));
    assertThat(plain.path("args")).isSubsetOf(chart.path("args"));
  }

  @Test
  void allFilesNameOneVersion() throws IOException {
    String version = first("pom.xml", "^  <version>(.*)</version>$");
    assertThat(first("Dockerfile", "image\\.version=\"(.*)\"")).isEqualTo(version);
    assertThat(first("helm/Chart.yaml", "^appVersion: \"(.*)\"$")).isEqualTo(version);
    assertThat(container().path("image").asText()).isEqualTo("mock-device-plugin:" + version);
    assertThat(first("CHANGELOG.md", "^## (\\S+)")).isEqualTo(version);
  }
}
