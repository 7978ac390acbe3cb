package io.hami.mock.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import io.hami.mock.cli.ArgumentParser;
import io.hami.mock.cli.Command;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.config.PluginConfigParser;
import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.inventory.CardProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Helm chart, rendered by Helm. */
@DisabledOnOs(
    value = OS.LINUX,
    architectures = "aarch64",
    disabledReason = "Helm's library is not published for it")
class ChartTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "mock-hami-mock-device-plugin";
  private static final Set<String> PATCHES = Set.of("sidecar-native", "sidecar-plain");
  private static final List<String> VENDORS =
      EveryVendor.PROFILES.all().stream().map(CardProfile::vendor).distinct().sorted().toList();

  @TempDir Path directory;
  private Chart chart;

  @BeforeEach
  void copy() throws IOException {
    chart = Chart.copy(directory.resolve("chart"));
  }

  static Stream<String> ci() {
    return Chart.ci().stream();
  }

  // What is rendered

  @ParameterizedTest
  @ValueSource(strings = {"default", "full", "hardware", "minimal", "sidecar-objects"})
  void lintFindsNothing(String name) throws IOException {
    var result = chart.lint(Chart.ci(name));

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    assertThat(result.getMessages()).allSatisfy(message -> assertThat(message).contains("[INFO]"));
  }

  /**
   * Helm expects a name of each object. A patch has none, since it applies to the object that it is
   * used on.
   */
  @ParameterizedTest
  @ValueSource(strings = {"sidecar-native", "sidecar-plain"})
  void lintFindsThatAPatchHasNoName(String name) throws IOException {
    assertThat(chart.lint(Chart.ci(name)).getMessages())
        .filteredOn(message -> !message.contains("[INFO]"))
        .singleElement()
        .asString()
        .startsWith("[WARNING] templates/sidecar.yaml: object name does not conform");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "default | ClusterRole ClusterRoleBinding DaemonSet Pod Role Role RoleBinding RoleBinding"
            + " ServiceAccount",
        "full | ClusterRole ClusterRoleBinding ConfigMap ConfigMap ConfigMap DaemonSet Pod Role"
            + " Role RoleBinding RoleBinding Service ServiceAccount ServiceMonitor",
        "hardware | ClusterRole ClusterRoleBinding DaemonSet Pod Role Role RoleBinding RoleBinding"
            + " ServiceAccount",
        "minimal | ClusterRole ClusterRoleBinding DaemonSet Role RoleBinding",
        "sidecar-objects | ClusterRole ClusterRoleBinding ConfigMap Role Role RoleBinding"
            + " RoleBinding",
      })
  void eachValuesFileRendersItsKindsOfObjects(String name, String kinds) {
    List<JsonNode> objects = chart.render(Chart.ci(name));

    assertThat(objects.stream().map(object -> object.path("kind").asText()).sorted())
        .containsExactly(kinds.split(" "));
    assertThat(objects)
        .allSatisfy(
            object -> {
              assertThat(object.path("apiVersion").asText()).isNotEmpty();
              assertThat(object.at("/metadata/name").asText()).isNotEmpty();
              assertThat(object.at("/metadata/labels/app.kubernetes.io~1instance").asText())
                  .isEqualTo(Chart.RELEASE);
              boolean everywhere = object.path("kind").asText().startsWith("ClusterRole");
              assertThat(object.path("metadata").has("namespace")).isEqualTo(!everywhere);
            });
  }

  @Test
  void everyValuesFileIsTested() {
    assertThat(Chart.ci())
        .containsExactly(
            "default",
            "full",
            "hardware",
            "minimal",
            "sidecar-native",
            "sidecar-objects",
            "sidecar-plain");
  }

  @ParameterizedTest
  @CsvSource({
    "mock, mock-hami-mock-device-plugin",
    "a-hami-mock-device-plugin, a-hami-mock-device-plugin"
  })
  void aReleaseNameThatContainsTheChartsNameIsTheFullName(String release, String name) {
    String text = new Helm(chart.directory()).template().withName(release).call();

    assertThat(text).contains("kind: DaemonSet\nmetadata:\n  name: " + name + "\n");
  }

  @ParameterizedTest
  @MethodSource("ci")
  void item61EveryContainerIsRootAndNothingElse(String name) {
    JsonNode expected =
        Chart.yaml(
            """
            runAsUser: 0
            runAsNonRoot: false
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
            seccompProfile: {type: RuntimeDefault}
            """);

    List<JsonNode> containers = containers(chart.render(Chart.ci(name))).toList();

    assertThat(containers)
        .hasSize(
            Map.of("minimal", 1, "sidecar-objects", 0)
                .getOrDefault(name, PATCHES.contains(name) ? 1 : 2));
    assertThat(containers)
        .allSatisfy(container -> assertThat(container.path("securityContext")).isEqualTo(expected));
  }

  @ParameterizedTest
  @MethodSource("ci")
  void thePluginAcceptsTheRenderedArguments(String name) {
    assertThat(
            containers(chart.render(Chart.ci(name)))
                .filter(container -> !container.path("name").asText().equals("unit")))
        .allSatisfy(
            container -> {
              assertThat(texts(container.path("command"))).containsExactly("./k8s-device-plugin");
              assertThat(
                      new ArgumentParser(Map.of("NODE_NAME", "node1"))
                          .parse(texts(container.path("args")).toArray(String[]::new)))
                  .isInstanceOf(Command.Run.class);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | -config-map="
            + NAME
            + " -device-config-map=hami-scheduler-device -http-address=:9430 -jmx-port=9431 -v=0",
        "{http: {enabled: false}, jmx: {enabled: false}, events: {enabled: false}} | -config-map="
            + NAME
            + " -device-config-map=hami-scheduler-device -http-address= -events=false -v=0",
        "{http: {address: '[::]', port: 1}, jmx: {port: 2}, grpcHealth: {enabled: true, port: 3}} |"
            + " -config-map="
            + NAME
            + " -device-config-map=hami-scheduler-device -http-address=[::]:1 -jmx-port=2"
            + " -grpc-health-address=:3 -v=0",
        "{deviceConfigMap: '', discovery: hardware, extraArgs: [-debug]} | -config-map="
            + NAME
            + " -device-config-map= -http-address=:9430 -jmx-port=9431 -discover=hardware -v=0"
            + " -debug",
        // Helm stores the numbers of a release as floating point.
        "{verbosity: 2000000.0} | -config-map="
            + NAME
            + " -device-config-map=hami-scheduler-device -http-address=:9430 -jmx-port=9431"
            + " -v=2000000",
      })
  void theArgumentsSayWhatTheValuesSay(String values, String args) {
    assertThat(texts(container(chart.render(values)).path("args")))
        .containsExactly(args.split(" "));
  }

  @Test
  void probesAndPortsGoWithTheServersTheyAskFor() {
    JsonNode on = container(chart.render("{grpcHealth: {enabled: true}}"));
    JsonNode off = container(chart.render(Chart.ci("minimal")));

    assertThat(on.at("/startupProbe/httpGet/path").asText()).isEqualTo("/health/liveness");
    assertThat(on.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/liveness");
    assertThat(on.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/readiness");
    assertThat(on.path("ports").findValuesAsText("name")).containsExactly("http", "grpc-health");
    assertThat(off.has("ports")).isFalse();
    assertThat(off.toString()).doesNotContain("Probe");
  }

  @ParameterizedTest
  @CsvSource({
    "'{http: {probeHost: node.example.com}}', node.example.com",
    "'{hostNetwork: true, http: {address: 127.0.0.1}}', 127.0.0.1",
    "'{hostNetwork: true, http: {address: \"[::1]\"}}', ::1",
    "'{hostNetwork: true}', ''",
  })
  void probesAskWhereTheServerListens(String values, String host) {
    assertThat(container(chart.render(values)).at("/livenessProbe/httpGet/host").asText())
        .isEqualTo(host);
  }

  @Test
  void aChangedConfigLeavesThePodsAlone() {
    JsonNode before = one(chart.render("{config: {topology: false}}"), "DaemonSet");
    JsonNode after = one(chart.render("{config: {topology: true}}"), "DaemonSet");

    assertThat(after).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | mock-device-plugin:0.1.0",
        "{tag: v1} | mock-device-plugin:v1",
        "{registry: 'r:5000', repository: a/b} | r:5000/a/b:0.1.0",
        "{digest: 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'} |"
            + " mock-device-plugin@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      })
  void theImageFollowsTheValues(String image, String reference) {
    for (String mode : List.of("daemonset", "sidecar")) {
      assertThat(
              containers(chart.render("{mode: %s, image: %s}".formatted(mode, image)))
                  .map(container -> container.path("image").asText()))
          .isNotEmpty()
          .containsOnly(reference);
    }
  }

  @Test
  void theTestPodAsksForOneUnitAndIsNoPodOfTheDaemonSet() {
    List<JsonNode> objects =
        chart.render(
            "{tests: {resource: example.com/x}, hostNetwork: true, image: {pullPolicy: Always}}");
    JsonNode pod = one(objects, "Pod");
    JsonNode daemonSet = one(objects, "DaemonSet");
    JsonNode container = pod.at("/spec/containers/0");

    assertThat(container.at("/resources/limits")).isEqualTo(Chart.yaml("{example.com/x: '1'}"));
    assertThat(texts(container.path("args"))).containsExactly("-version");
    assertThat(container.path("imagePullPolicy").asText()).isEqualTo("Always");
    assertThat(pod.at("/spec/hostNetwork").asBoolean()).isTrue();
    assertThat(pod.at("/spec/tolerations"))
        .isEqualTo(daemonSet.at("/spec/template/spec/tolerations"))
        .isNotEmpty();
    assertThat(pod.at("/metadata/labels").properties())
        .doesNotContainAnyElementsOf(
            daemonSet.at("/spec/selector/matchLabels").properties().stream()
                .filter(label -> label.getKey().equals("app.kubernetes.io/name"))
                .toList());
    assertThat(pod.at("/metadata/annotations"))
        .isEqualTo(
            Chart.yaml(
                "{example.com/hook: test, helm.sh/hook-delete-policy:"
                    + " \"before-hook-creation,hook-succeeded\"}"));
  }

  // Rights

  static Stream<Arguments> rights() {
    String nodes = "*: nodes: get list watch";
    String nodesToo = "*: nodes: get list watch patch";
    String status = "*: nodes/status: patch";
    String pods = "*: pods: get list patch";
    String maps = "kube-system: configmaps " + NAME + " hami-scheduler-device: get list watch";
    String events = "default: events: create get patch";
    return Stream.of(
        arguments("{}", Set.of(nodes, status, maps, events)),
        arguments("{rbac: {create: false}}", Set.of()),
        arguments("{events: {enabled: false}}", Set.of(nodes, status, maps)),
        arguments("{nodeStatus: {enabled: false}}", Set.of(nodes, maps, events)),
        arguments(
            "{deviceConfigMap: ''}",
            Set.of(nodes, status, events, "kube-system: configmaps " + NAME + ": get list watch")),
        arguments(
            "{persist: {enabled: true}}",
            Set.of(
                nodes,
                status,
                maps,
                events,
                "kube-system: configmaps " + NAME + ": patch",
                "kube-system: configmaps: create")),
        arguments("{rbac: {inventory: true}}", Set.of(nodesToo, status, pods, maps, events)),
        arguments("{config: {inventory: []}}", Set.of(nodes, status, maps, events)),
        arguments(
            "{config: {inventory: [{cards: [{profile: biren}]}]}}",
            Set.of(nodesToo, status, pods, maps, events)),
        arguments(
            "{rbac: {inventory: true}, config: {hami: {bindings: false}}}",
            Set.of(nodesToo, status, maps, events)),
        // Releasing a lock is a patch of the Node too.
        arguments(
            "{rbac: {inventory: true}, config: {hami: {annotations: false}}}",
            Set.of(nodesToo, status, pods, maps, events)),
        arguments(
            "{rbac: {inventory: true}, config: {hami: {annotations: false, bindings: false}}}",
            Set.of(nodes, status, maps, events)));
  }

  @ParameterizedTest
  @MethodSource("rights")
  void theRightsAreThoseOfTheEnabledFeatures(String values, Set<String> expected) {
    ObjectNode sidecar = (ObjectNode) Chart.yaml(values);
    sidecar.put("mode", "sidecar");
    sidecar
        .putObject("sidecar")
        .put("render", "objects")
        .put("serviceAccount", "host")
        .put("namespace", "hami");

    assertThat(granted(chart.render(values), "kube-system/" + NAME)).isEqualTo(expected);
    assertThat(granted(chart.render(sidecar), "hami/host")).isEqualTo(expected);
  }

  @Test
  void theRightsAreGivenToTheAccountOfThePods() {
    List<JsonNode> objects = chart.render("{serviceAccount: {create: false, name: other}}");

    assertThat(one(objects, "DaemonSet").at("/spec/template/spec/serviceAccountName").asText())
        .isEqualTo("other");
    assertThat(granted(objects, "kube-system/other")).hasSize(4);
    assertThat(objects).noneMatch(object -> object.path("kind").asText().equals("ServiceAccount"));
  }

  /** The rights of {@code account} by the bindings and the roles that they name. */
  private static Set<String> granted(List<JsonNode> objects, String account) {
    Set<String> granted = new TreeSet<>();
    for (JsonNode binding : objects) {
      if (!binding.has("roleRef")) {
        continue;
      }
      String namespace = binding.at("/metadata/namespace").asText();
      JsonNode role =
          objects.stream()
              .filter(
                  object ->
                      object.path("kind").equals(binding.at("/roleRef/kind"))
                          && object.at("/metadata/name").equals(binding.at("/roleRef/name"))
                          && object.at("/metadata/namespace").asText().equals(namespace))
              .findFirst()
              .orElseThrow();
      for (JsonNode subject : binding.path("subjects")) {
        assertThat(subject.path("namespace").asText() + "/" + subject.path("name").asText())
            .isEqualTo(account);
      }
      for (JsonNode rule : role.path("rules")) {
        assertThat(texts(rule.path("apiGroups"))).containsExactly("");
        String what =
            Stream.of("resources", "resourceNames")
                .flatMap(key -> texts(rule.path(key)).stream())
                .collect(Collectors.joining(" "));
        granted.add(
            "%s: %s: %s"
                .formatted(
                    namespace.isEmpty() ? "*" : namespace,
                    what,
                    String.join(" ", texts(rule.path("verbs")))));
      }
    }
    return granted;
  }

  // The plugin's own config

  @ParameterizedTest
  @ValueSource(strings = {"full", "sidecar-objects"})
  void thePluginAcceptsTheRenderedConfig(String name) {
    String text =
        chart.render(Chart.ci(name)).stream()
            .map(object -> object.path("data").path(ConfigKind.PLUGIN.key()).asText())
            .filter(config -> !config.isEmpty())
            .findFirst()
            .orElseThrow();

    assertThat(problems(text)).isEmpty();
    assertThat(Chart.yaml(text)).isEqualTo(Chart.ci(name).path("config"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{vendors: {NVIDIA: {memoryFactor: 1, coreFactor: 2147483647}, AWS Neuron: {}}}",
        "{resources: {nvidia.com/gpumem: {factor: 1, route: auto}}}",
        "{custom: [{name: a.b/c, quantity: 0}, {name: a.b/d, quantity: 'label(\"x\") + 1', factor:"
            + " 3}]}",
        "{inventory: [{nodes: {names: ['*'], labels: {a: b, n: 1, t: true}}, cards: []}]}",
        "{inventory: [{cards: [{profile: nvidia-t4, count: 4096, memory: 1, cores: 0, slots: 1,"
            + " type: x, numa: 0, mode: hami-core, healthy: true}]}]}",
        "{hami: {annotations: false, scores: true, bindings: false}, topology: true}",
        "{log: {v: 0, vmodule: ''}, control: {changes: true, events: false}}",
        "{log: {v: 10, vmodule: 'A*=1, io.hami=2'}}",
      })
  void theSchemaAcceptsWhatThePluginAccepts(String config) {
    assertThat(problems(config)).isEmpty();
    assertThat(chart.render("{config: %s}".formatted(config))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{vendors: {NVIDA: {}}}",
        "{vendors: {NVIDIA: {memoryFactor: 0}}}",
        "{vendors: {NVIDIA: {coreFactor: 2147483648}}}",
        "{vendors: {NVIDIA: {memoryFactor: '8'}}}",
        "{resources: {nvidia: {}}}",
        "{resources: {nvidia.com/gpumem: {route: other}}}",
        "{custom: [{name: a.b/c}]}",
        "{custom: [{quantity: 1}]}",
        "{custom: [{name: a.b/c, quantity: -1}]}",
        "{custom: [{name: a.b/c, quantity: 1, factor: 0}]}",
        "{inventory: [{nodes: {}}]}",
        "{inventory: [{cards: [{count: 1}]}]}",
        "{inventory: [{cards: [{profile: nvidia-t5}]}]}",
        "{inventory: [{cards: [{profile: nvidia-t4, count: 0}]}]}",
        "{inventory: [{cards: [{profile: nvidia-t4, count: 4097}]}]}",
        "{inventory: [{cards: [{profile: nvidia-t4, memory: 0}]}]}",
        "{inventory: [{cards: [{profile: nvidia-t4, cores: -1}]}]}",
        "{inventory: [{cards: [{profile: nvidia-t4, slots: 0}]}]}",
        "{inventory: [{cards: [{profile: nvidia-t4, numa: -1}]}]}",
        "{inventory: [{cards: [{profile: nvidia-t4, mode: exclusive}]}]}",
        "{inventory: [{cards: [{profile: nvidia-t4, healthy: 1}]}]}",
        "{inventory: {}}",
        "{hami: {annotations: 1}}",
        "{topology: 2}",
        "{log: {v: -1}}",
        "{log: {vmodule: 'A'}}",
        "{log: {vmodule: 'A=b'}}",
        "{control: {changes: nothing}}",
      })
  void theSchemaRefusesWhatThePluginRefuses(String config) {
    assertThat(problems(config)).isNotEmpty();
    assertThatThrownBy(() -> chart.render("{config: %s}".formatted(config)))
        .hasMessageContaining("/config");
  }

  private static List<?> problems(String config) {
    return switch (PluginConfigParser.parse(config, VENDORS, EveryVendor.PROFILES)) {
      case Parsed.Bad<PluginConfig>(var problems) -> problems;
      case Parsed.Good<PluginConfig>(PluginConfig good, var warnings) ->
          Stream.concat(good.inventory().problems().stream(), warnings.stream()).toList();
    };
  }

  @Test
  void theSchemaNamesEveryVendorAndModel() {
    JsonNode config = Chart.schema().at("/properties/config/properties");

    assertThat(fields(config.at("/vendors/patternProperties")))
        .containsExactly("^(" + String.join("|", VENDORS) + ")$");
    assertThat(texts(config.at("/inventory/items/properties/cards/items/properties/profile/enum")))
        .containsExactlyInAnyOrderElementsOf(EveryVendor.PROFILES.names());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{a: {b: 1}} | 'a:\n  b: 1\n'", "\"a: # kept\\n  b: 1\\n\" | 'a: # kept\n  b: 1\n'"})
  void aDeviceConfigIsAMappingOrText(String content, String text) {
    JsonNode map =
        one(
            chart.render("{deviceConfig: {create: true, content: %s}}".formatted(content)),
            "ConfigMap");

    assertThat(map.at("/metadata/name").asText()).isEqualTo("hami-scheduler-device");
    assertThat(map.path("data").path(ConfigKind.DEVICE.key()).asText()).isEqualTo(text);
  }

  // Sidecar

  @ParameterizedTest
  @CsvSource({
    "'', 1.27.0, containers",
    "'', v1.28.15, containers",
    "'', v1.29.0-alpha.1, initContainers",
    "'', 1.36.1, initContainers",
    "true, 1.27.0, initContainers",
    "false, 1.36.1, containers",
  })
  void theSidecarIsNativeWhereTheValueIsOn(String given, String version, String list) {
    String values =
        "{mode: sidecar, sidecar: {render: %s%s}}"
            .formatted("%s", given.isEmpty() ? "" : ", native: " + given);
    List<JsonNode> patch = chart.render(Chart.yaml(values.formatted("patch")), version);
    List<JsonNode> removal = chart.render(Chart.yaml(values.formatted("removal")), version);

    assertThat(patch).hasSize(1);
    JsonNode spec = patch.getFirst().at("/spec/template/spec");
    assertThat(fields(patch.getFirst())).containsExactly("spec");
    assertThat(fields(spec)).containsExactlyInAnyOrder(list, "volumes");
    JsonNode container = spec.path(list).path(0);
    assertThat(container.path("restartPolicy").asText())
        .isEqualTo(list.equals("initContainers") ? "Always" : "");
    assertThat(container.has("readinessProbe") || container.has("startupProbe")).isFalse();
    assertThat(removal)
        .containsExactly(
            Chart.yaml(
                """
                spec:
                  template:
                    spec:
                      %s: [{name: mock-device-plugin, $patch: delete}]
                      volumes: [{name: mock-device-plugin-sockets, $patch: delete}]
                """
                    .formatted(list)));
    assertThat(container.path("name").asText()).isEqualTo("mock-device-plugin");
    assertThat(spec.at("/volumes/0/name")).isEqualTo(container.at("/volumeMounts/0/name"));
  }

  @Test
  void theSidecarReadsTheConfigMapsOfItsOwnReleaseOnPortsOfItsOwn() {
    JsonNode container = container(chart.render("{mode: sidecar}"));

    assertThat(texts(container.path("args")))
        .containsExactly(
            "-namespace=kube-system",
            "-config-map=" + NAME,
            "-device-config-map=hami-scheduler-device",
            "-http-address=",
            "-jmx-port=9441",
            "-v=0");
    assertThat(container.path("env").findValuesAsText("name"))
        .containsExactly("NODE_NAME", "JAVA_OPTS", "MALLOC_ARENA_MAX");
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', false",
    "'{enabled: true}', false",
    "'{enabled: true, probeHost: 127.0.0.1}', true",
    "'{enabled: true, address: \"\"}', true",
    "'{address: \"\"}', false",
  })
  void theSidecarIsProbedWhereTheKubeletCanReachIt(String http, boolean probed) {
    JsonNode container =
        container(chart.render("{mode: sidecar, sidecar: {http: %s}}".formatted(http)));

    assertThat(container.has("livenessProbe")).isEqualTo(probed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"patch", "removal"})
  void aPatchIsNotInstalled(String render) throws IOException {
    String values = "{mode: sidecar, sidecar: {render: %s}}".formatted(render);
    try (FakeCluster cluster = FakeCluster.withPolicies()) {
      assertThatThrownBy(() -> chart.install(Chart.RELEASE, Chart.NAMESPACE, values, cluster))
          .hasMessageContaining("With mode=sidecar and sidecar.render=" + render)
          .hasMessageContaining("--set sidecar.render=objects");
    }
  }

  // Mistakes

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{mode: sidecar, sidecar: {render: objects}} | Set sidecar.serviceAccount to the account of"
            + " the host's pods",
        "{image: {tag: a, digest:"
            + " 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}} |"
            + " image.tag and image.digest are both set",
        "{deviceConfig: {create: true}} | deviceConfig.content is empty",
        "{deviceConfig: {create: true, content: x}, deviceConfigMap: ''} | deviceConfigMap is"
            + " empty",
        "{deviceConfig: {create: true, content: x}, deviceConfigMap: mock-hami-mock-device-plugin}"
            + " | Set deviceConfigMap to another name",
        "{http: {address: 127.0.0.1}} | Leave http.address empty, or set http.enabled=false",
        "{http: {enabled: false}, serviceMonitor: {enabled: true}} | Prometheus cannot reach the"
            + " metrics",
        "{http: {port: 9431}} | http.port and jmx.port are both 9431",
        "{grpcHealth: {enabled: true, port: 9430}} | http.port and grpcHealth.port are both 9430",
      })
  void aMistakeIsRefusedWithItsRemedy(String values, String sentence) {
    assertThatThrownBy(() -> chart.render(values)).hasMessageContaining(sentence);
  }

  @Test
  void aParentChartMayEnableItAndPassGlobalValues() {
    assertThat(chart.withCleanup().render("{enabled: true, global: {imageRegistry: x}}"))
        .isEqualTo(TODAY.getFirst());
  }

  @Test
  void valuesOfADisabledFeatureAreNoMistake() {
    assertThat(
            chart.render("{http: {port: 9431}, jmx: {enabled: false}, grpcHealth: {port: 9431}}"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{mode: deployment} | /mode",
        "{image: {pullPolicy: Sometimes}} | /image/pullPolicy",
        "{image: {digest: 'sha256:0'}} | /image/digest",
        "{image: {tag: 'a b'}} | /image/tag",
        "{http: {port: 0}} | /http/port",
        "{http: {port: '9430'}} | /http/port",
        "{http: {address: '::1'}} | /http/address",
        "{jmx: {port: 65536}} | /jmx/port",
        "{events: {enabled: 'yes'}} | /events/enabled",
        "{discovery: software} | /discovery",
        "{extraArgs: [v=4]} | /extraArgs/0",
        "{kubeletDevicePluginDir: var} | /kubeletDevicePluginDir",
        "{deviceConfigMap: A} | /deviceConfigMap",
        "{resources: {limits: {memory: 1 GB}}} | /resources/limits/memory",
        "{updateStrategy: {rollingUpdate: {maxUnavailable: 0}}} |"
            + " /updateStrategy/rollingUpdate/maxUnavailable",
        "{updateStrategy: {rollingUpdate: {maxUnavailable: 0%}}} |"
            + " /updateStrategy/rollingUpdate/maxUnavailable",
        "{tolerations: [{operator: Equals}]} | /tolerations/0/operator",
        "{serviceMonitor: {interval: 30}} | /serviceMonitor/interval",
        "{tests: {resource: gpumem}} | /tests/resource",
        "{sidecar: {render: nothing}} | /sidecar/render",
        "{sidecar: {native: 1.29}} | /sidecar/native",
      })
  void anInvalidValueIsRefusedByItsPath(String values, String place) {
    assertThatThrownBy(() -> chart.render(values)).hasMessageContaining("at '" + place + "'");
  }

  /** For each object of the schema that lists its keys: values with one further key. */
  static Stream<Arguments> keysTooMany() {
    List<Arguments> all = new ArrayList<>();
    keysTooMany("", Chart.schema(), "%s", all);
    return all.stream();
  }

  private static void keysTooMany(
      String path, JsonNode schema, String around, List<Arguments> all) {
    JsonNode others = schema.path("additionalProperties");
    if (others.isBoolean() && !others.asBoolean()) {
      all.add(arguments(path.isEmpty() ? "/" : path, around.formatted("{surprise: 1}")));
    }
    for (Map.Entry<String, JsonNode> pattern : schema.path("patternProperties").properties()) {
      String key =
          Stream.of("NVIDIA", "example.com/x")
              .filter(name -> name.matches(pattern.getKey()))
              .findFirst()
              .orElseThrow();
      keysTooMany(
          path + "/" + key.replace("/", "~1"),
          pattern.getValue(),
          around.formatted("{" + key + ": %s}"),
          all);
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      keysTooMany(
          path + "/" + property.getKey(),
          property.getValue(),
          around.formatted("{" + property.getKey() + ": %s}"),
          all);
    }
    if (schema.has("items")) {
      keysTooMany(path + "/0", schema.path("items"), around.formatted("[%s]"), all);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("keysTooMany")
  void anUnknownKeyIsRefusedByItsName(String path, String values) {
    assertThatThrownBy(() -> chart.render(values))
        .hasMessageContaining("'surprise'")
        .hasMessageContaining(path.equals("/") ? "''" : path);
  }

  @Test
  void onlyObjectsThatKubernetesDefinesMayHaveAnyKey() {
    assertThat(keysTooMany().count()).isGreaterThan(35);
    assertThat(open("", Chart.schema()))
        .containsExactlyInAnyOrder(
            "/affinity/nodeAffinity",
            "/affinity/podAffinity",
            "/affinity/podAntiAffinity",
            "/deviceConfig/content",
            "/env/0/valueFrom",
            "/extraVolumeMounts/0",
            "/extraVolumes/0",
            "/global",
            "/serviceMonitor/relabelings/0");
  }

  private static Stream<String> open(String path, JsonNode schema) {
    boolean object = schema.path("type").toString().contains("\"object\"");
    Stream<String> here =
        object && !schema.has("additionalProperties") ? Stream.of(path) : Stream.empty();
    Stream<String> below =
        schema.path("properties").properties().stream()
            .flatMap(property -> open(path + "/" + property.getKey(), property.getValue()));
    Stream<String> items =
        schema.has("items") ? open(path + "/0", schema.path("items")) : Stream.empty();
    return Stream.of(here, below, items).flatMap(stream -> stream);
  }

  // Values of an older chart

  static Stream<String> paths() throws IOException {
    return ValuesTable.rows().stream().map(ValuesTable.Row::path);
  }

  /** Each of these renders other templates or other parts of them. */
  private static final List<String> UPGRADES =
      List.of(
          "{}",
          "{serviceMonitor: {enabled: true}, dashboard: {enabled: true}, grpcHealth: {enabled:"
              + " true}, deviceConfig: {create: true, content: x}, rbac: {inventory: true}}",
          "{mode: sidecar}",
          "{mode: sidecar, sidecar: {http: {enabled: true, probeHost: a}}}",
          "{mode: sidecar, sidecar: {render: objects, serviceAccount: host}}");

  private static final List<List<JsonNode>> TODAY = new ArrayList<>();

  @BeforeAll
  static void renderAllUpgrades(@TempDir Path directory) throws IOException {
    Chart chart = Chart.copy(directory.resolve("chart")).withCleanup();
    UPGRADES.forEach(values -> TODAY.add(chart.render(values)));
  }

  /**
   * {@code helm upgrade --reuse-values} keeps the values of the installed chart, so values that
   * were added since are missing.
   */
  @ParameterizedTest
  @MethodSource("paths")
  void aMissingValueMeansItsDefault(String path) {
    boolean optional = OPTIONAL.matcher(path).matches();
    chart.withCleanup().comesWith(without(path, Chart.values()));

    for (int i = 0; i < UPGRADES.size(); i++) {
      List<JsonNode> after = chart.render(UPGRADES.get(i));
      if (optional) {
        assertThat(after).as(UPGRADES.get(i)).hasSameSizeAs(TODAY.get(i));
      } else {
        assertThat(after).as(UPGRADES.get(i)).isEqualTo(TODAY.get(i));
      }
    }
  }

  /** Values that are omitted from the objects when they are missing. */
  private static final Pattern OPTIONAL =
      Pattern.compile(
          "(sidecar\\.)?resources(\\..*)?|tolerations|serviceMonitor(\\.relabelings)?|sidecar");

  private static JsonNode without(String path, ObjectNode values) {
    int dot = path.lastIndexOf('.');
    JsonNode parent = dot < 0 ? values : values.at("/" + path.substring(0, dot).replace('.', '/'));
    assertThat(((ObjectNode) parent).remove(path.substring(dot + 1))).as(path).isNotNull();
    return values;
  }

  // What is written about it

  static Stream<ValuesTable.Row> rows() throws IOException {
    return ValuesTable.rows().stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyValueIsExplainedAndTheSchemaSaysTheSame(ValuesTable.Row row) {
    JsonNode schema = Chart.schema().at("/properties/" + row.path().replace(".", "/properties/"));

    assertThat(row.comment()).isNotEmpty();
    assertThat(schema.path("description").asText()).isEqualTo(row.comment());
  }

  @Test
  void everyPropertyOfTheSchemaIsExplained() {
    List<String> bare = new ArrayList<>();
    unexplained("", Chart.schema(), bare);

    assertThat(bare).isEmpty();
  }

  private static void unexplained(String path, JsonNode schema, List<String> bare) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String inner = path + "/" + property.getKey();
      if (property.getValue().path("description").asText().isBlank()) {
        bare.add(inner);
      }
      unexplained(inner, property.getValue(), bare);
    }
    for (JsonNode inner : schema.path("patternProperties")) {
      unexplained(path + "/*", inner, bare);
    }
    if (schema.has("items")) {
      unexplained(path + "/0", schema.path("items"), bare);
    }
  }

  @Test
  void theReadmeHasTheTableOfValues() throws IOException {
    if (Boolean.getBoolean("chart.readme")) {
      ValuesTable.write();
    }
    assertThat(Files.readString(Chart.SOURCE.resolve("README.md")))
        .as("run this test with -Dchart.readme=true to rewrite the table")
        .isEqualTo(ValuesTable.readme());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "default | rollout status daemonset/mock-hami-mock-device-plugin; nvidia\\.com/gpumem;"
            + " port-forward daemonset/mock-hami-mock-device-plugin 9430; jconsole; test mock;"
            + " create configmap",
        "full | rollout status daemonset/mock; example\\.com/slots; port-forward daemonset/mock"
            + " 19431; edit configmap mock; an upgrade restores the values of the chart",
        "minimal | rollout status; logs -l; create configmap",
        "sidecar-objects | The account hami/hami-device-plugin; -n hami patch daemonset NAME;"
            + " removal; edit configmap mock-hami-mock-device-plugin",
      })
  void theNotesNameTheRenderedObjects(String name, String parts) throws IOException {
    Path values = Chart.SOURCE.resolve("ci").resolve(name + "-values.yaml");
    String notes =
        new Helm(chart.directory())
            .install()
            .withName(Chart.RELEASE)
            .withNamespace(Chart.NAMESPACE)
            .withValuesFile(values)
            .clientOnly()
            .dryRun()
            .call()
            .getOutput();
    notes = notes.substring(notes.indexOf("NOTES:"));

    assertThat(notes).contains(parts.split("; "));
    if (name.equals("minimal")) {
      assertThat(notes).doesNotContain("port-forward", "jconsole", "helm -n");
    }
  }

  @Test
  void theDashboardQueriesExistingMetrics() throws IOException {
    JsonNode dashboard =
        JSON.readTree(Files.readString(Chart.SOURCE.resolve("dashboards/mock-device-plugin.json")));
    String source =
        Files.readString(Path.of("src/main/java/io/hami/mock/observe/ResourceMetrics.java"));
    // Counters end with _total; a summary has a sum and a count.
    Set<String> known =
        Pattern.compile(
                "(counter\\(|gauge\\(|scalar\\(|\\.name\\(PREFIX \\+|PREFIX \\+)\\s*\"([a-z_]+)\"")
            .matcher(source)
            .results()
            .map(found -> found.group(2))
            .collect(Collectors.toSet());
    Set<String> asked =
        Pattern.compile("mock_device_plugin_([a-z_]+)")
            .matcher(dashboard.toString())
            .results()
            .map((MatchResult found) -> found.group(1).replaceFirst("_(total|sum|count)$", ""))
            .collect(Collectors.toSet());

    assertThat(known).contains("units_advertised", "kubelet_restarts", "sends", "config_good");
    assertThat(asked).containsExactlyInAnyOrderElementsOf(known);
    assertThat(
            one(chart.render("{dashboard: {enabled: true}}"), "ConfigMap")
                .path("data")
                .path("mock-device-plugin.json")
                .asText())
        .isEqualTo(Files.readString(Chart.SOURCE.resolve("dashboards/mock-device-plugin.json")));
  }

  // Looking at what was rendered

  private static JsonNode one(List<JsonNode> objects, String kind) {
    List<JsonNode> found =
        objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.getFirst();
  }

  /** The only container with the plugin. */
  private static JsonNode container(List<JsonNode> objects) {
    List<JsonNode> found =
        containers(objects)
            .filter(container -> !container.path("name").asText().equals("unit"))
            .toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static Stream<JsonNode> containers(List<JsonNode> objects) {
    return objects.stream()
        .flatMap(object -> Stream.of(object.path("spec"), object.at("/spec/template/spec")))
        .flatMap(spec -> Stream.of(spec.path("initContainers"), spec.path("containers")))
        .flatMap(list -> StreamSupport.stream(list.spliterator(), false));
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static List<String> fields(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
