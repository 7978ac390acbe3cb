package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.discovery.EveryVendor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A config as people have it: inside a manifest, or another thing in its place. */
class ConfigDocumentTest {
  private static final String MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: hami-mock-device-plugin
      data:
        config.yaml: |
          vendors:
            NVIDIA: {memoryFactor: 8}
      """;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      """;

  private static Parsed<PluginConfig> parse(String yaml) {
    return EveryVendor.VENDORS.readPluginConfig(yaml);
  }

  private static List<String> problems(String yaml) {
    return ((Parsed.Bad<PluginConfig>) parse(yaml))
        .problems().stream().map(Problem::toString).toList();
  }

  private static List<String> deviceProblems(String yaml) {
    return ((Parsed.Bad<DeviceConfig>) EveryVendor.VENDORS.readDeviceConfig(yaml))
        .problems().stream().map(Problem::toString).toList();
  }

  private static String indented(String text) {
    return text.indent(2).stripTrailing().replaceFirst("^ {2}", "- ") + "\n";
  }

  @Test
  void theConfigOfAConfigMapManifestIsRead() {
    Parsed<PluginConfig> plain = parse("vendors: {NVIDIA: {memoryFactor: 8}}");
    assertThat(plain).isInstanceOf(Parsed.Good.class);
    for (String manifest :
        List.of(
            MAP,
            "\uFEFF" + MAP.replace("\n", "\r\n"),
            "apiVersion: v1\nkind: List\nitems:\n" + indented(MAP),
            "apiVersion: v1\nkind: ConfigMapList\nitems:\n" + indented(MAP),
            "apiVersion: v1\nkind: List\nitems:\n" + indented(POD) + indented(MAP),
            POD + "---\n" + MAP,
            "---\n# Source: chart/templates/none.yaml\n---\n" + MAP + "---\n" + POD,
            MAP.replace("config.yaml: |", "other: x\n  config.yaml: |-"),
            "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"data\": {\"config.yaml\":"
                + " \"vendors:\\n  NVIDIA:\\n    memoryFactor: 8\\n\"}}")) {
      assertThat(parse(manifest)).as(manifest).isEqualTo(plain);
    }
  }

  @Test
  void anEmptyTextInAManifestIsAnEmptyConfig() {
    assertThat(parse("apiVersion: v1\nkind: ConfigMap\ndata: {config.yaml: ''}"))
        .isEqualTo(parse(""));
  }

  /** The line and column are the manifest's. */
  @ParameterizedTest
  @ValueSource(strings = {"|", "|-", "|2"})
  void aProblemInAManifestHasItsPlaceInTheFile(String style) {
    assertThat(problems(MAP.replace("|", style).replace("8}", "0}")))
        .singleElement()
        .asString()
        .startsWith("line 8, column 30: vendors.NVIDIA.memoryFactor: ");
  }

  @Test
  void aTextThatCannotBeMovedKeepsItsOwnLines() {
    assertThat(problems(MAP.replace("    vendors:", "    ---\n    vendors:").replace("8}", "0}")))
        .singleElement()
        .asString()
        .startsWith("line 3, column 26: vendors.NVIDIA.memoryFactor: ");
  }

  @Test
  void anotherManifestIsRefusedWithTheWayOut() {
    assertThat(problems(POD))
        .containsExactly(
            "line 1, column 1: config.yaml was expected, alone or in a ConfigMap manifest, found"
                + " manifests of the kind Pod");
    assertThat(problems("apiVersion: v1\nkind: List\nitems: []"))
        .singleElement()
        .asString()
        .endsWith("found manifests of the kind List");
    assertThat(problems("apiVersion: v1\nkind: Node\nmetadata: {name: n}"))
        .singleElement()
        .asString()
        .endsWith("of the kind Node; give a Node to `explain` with the flag -node-file");
    assertThat(deviceProblems(MAP))
        .containsExactly(
            "line 1, column 1: this ConfigMap has config.yaml, and device-config.yaml was expected"
                + " here; the flag of config.yaml is -config-file");
    assertThat(problems(MAP.replace("config.yaml", "mine.yaml")))
        .containsExactly(
            "line 1, column 1: a ConfigMap with the key 'config.yaml' under data was expected,"
                + " found the keys mine.yaml; put the config under that key, or give it alone");
    assertThat(problems("apiVersion: v1\nkind: ConfigMap\nbinaryData: {config.yaml: /v8=}"))
        .containsExactly(
            "line 1, column 1: 'config.yaml' is under binaryData, so it was not UTF-8 text; make"
                + " the ConfigMap of a UTF-8 file");
    assertThat(problems(MAP + "---\n" + MAP))
        .containsExactly(
            "line 10, column 1: 2 ConfigMaps with the key 'config.yaml' were found, one was"
                + " expected; leave the others out");
  }

  @Test
  void aBrokenManifestIsReportedWithItsPlace() {
    assertThat(problems(MAP + "---\na: b: c\n"))
        .contains(
            "line 10, column 5: this cannot be read as YAML: mapping values are not allowed here");
  }

  @Test
  void tooManyManifestsAreRefusedWithTheLimit() {
    assertThat(problems(POD + "---\n" + MAP + "# " + "x".repeat(256 * 1024)))
        .containsExactly(
            "manifests of at most 262144 characters were expected; leave out those that are not"
                + " needed");
  }

  /** HAMi reads nothing there, whatever follows. */
  @Test
  void anEmptyFirstDocumentOfADeviceConfigIsAnEmptyConfig() {
    assertThat(EveryVendor.VENDORS.readDeviceConfig("---\n---\na: b: c\n"))
        .isInstanceOf(Parsed.Good.class);
  }

  @Test
  void severalDocumentsAreNoConfig() {
    assertThat(problems("log: {v: 1}\n---\nlog: {v: 2}"))
        .singleElement()
        .asString()
        .endsWith("only one YAML document was expected; put everything into the first");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vendors:\n  NVIDIA: {{ .Values.nvidia }}\n",
        "vendors:\n  NVIDIA: {{- toYaml .Values.nvidia | nindent 4 }}\n",
        "log:\n  v: \"{{ .Values.v }}\"\n",
        "vendors:\n{{- if .Values.nvidia }}\n  NVIDIA: {}\n{{- end }}\n"
      })
  void aTemplateIsRecognized(String text) {
    assertThat(problems(text))
        .first()
        .asString()
        .isEqualTo(
            "line 2, column 1: this line has a {{ ... }} of a Helm template; render it first, with"
                + " `helm template`");
  }

  @Test
  void bracesInACommentOrAValueThatIsRightAreNoTemplate() {
    assertThat(parse("log: {v: 1}\n# {{ .Values.v }}\n")).isInstanceOf(Parsed.Good.class);
    assertThat(problems("log: {v: -1} # {{ .Values.v }}\n# {{ .Values.v }}\n")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        Name:         c
        Namespace:    kube-system
        Labels:       <none>

        Data
        ====
        config.yaml:
        ----
        log: {}
        """,
        "NAME   DATA   AGE\nhami-mock-device-plugin   1   3d\n",
        "Name:   c\nNamespace:   kube-system\n"
      })
  void whatKubectlPrintsForPeopleIsRecognized(String text) {
    assertThat(problems(text))
        .first()
        .asString()
        .endsWith(
            "this is what kubectl prints for people; give what `kubectl get ... -o yaml` prints");
  }

  @Test
  void aWebPageIsRecognized() {
    assertThat(problems("\n<!DOCTYPE html>\n<html lang=\"en\">\n"))
        .first()
        .asString()
        .endsWith("this is a web page, not the file; download the raw file");
  }
}
