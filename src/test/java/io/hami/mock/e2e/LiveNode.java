package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.KubernetesQuantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;

/** The node of the tests, read and changed as an administrator does. */
public final class LiveNode {
  public static final Path DEVICE_PLUGINS = Path.of("/var/lib/kubelet/device-plugins");

  private static final String CONFIG_MAPS = "/api/v1/namespaces/kube-system/configmaps";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;

  LiveNode(String name) {
    this.name = name;
  }

  public static LiveNode ofEnvironment() {
    return new LiveNode(System.getenv("NODE_NAME"));
  }

  public String name() {
    return name;
  }

  /** Sets annotations; an empty value removes one. */
  public void annotate(String key, String value) {
    ObjectNode patch = JSON.createObjectNode();
    patch.putObject("metadata").putObject("annotations").put(key, value.isEmpty() ? null : value);
    AdminApi.patch(path(), patch.toString());
  }

  public Map<String, String> annotations() {
    Map<String, String> all = new TreeMap<>();
    object()
        .at("/metadata/annotations")
        .properties()
        .forEach(entry -> all.put(entry.getKey(), entry.getValue().asText()));
    return all;
  }

  /** Removes what HAMi or this plugin has written. */
  public void removeHamiAnnotations() {
    annotations().keySet().stream()
        .filter(key -> key.contains("hami"))
        .forEach(key -> annotate(key, ""));
  }

  private JsonNode object() {
    return AdminApi.get(path());
  }

  private String path() {
    return "/api/v1/nodes/" + name;
  }

  /** Writes capacity as another component does, not through the kubelet; null removes a key. */
  public void patchCapacity(Map<String, String> quantities) {
    String entries =
        quantities.entrySet().stream()
            .map(
                entry ->
                    "\"%s\":%s"
                        .formatted(
                            entry.getKey(),
                            entry.getValue().isEmpty() ? "null" : "\"" + entry.getValue() + "\""))
            .collect(Collectors.joining(","));
    StatusPatch.apply(name, "{\"status\":{\"capacity\":{" + entries + "}}}");
  }

  public Map<String, Long> capacity() {
    return numbers().capacity();
  }

  public Map<String, Long> allocatable() {
    return numbers().allocatable();
  }

  /** Capacity and allocatable of one moment. */
  public record Numbers(Map<String, Long> capacity, Map<String, Long> allocatable) {}

  public Numbers numbers() {
    JsonNode now = object();
    return new Numbers(quantities(now, "capacity"), quantities(now, "allocatable"));
  }

  private static Map<String, Long> quantities(JsonNode object, String which) {
    Map<String, Long> numbers = new TreeMap<>();
    object
        .path("status")
        .path(which)
        .properties()
        .forEach(
            entry ->
                KubernetesQuantity.parse(entry.getValue().asText())
                    .ifPresent(quantity -> numbers.put(entry.getKey(), quantity.longValue())));
    return numbers;
  }

  /** The sockets of this plugin that are on the node. */
  static List<Path> sockets() {
    try (Stream<Path> files = Files.list(DEVICE_PLUGINS)) {
      return files.filter(file -> file.getFileName().toString().startsWith("hami-mock-")).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * The kubelet's process, if it runs. The name of its program depends on the release, so the
   * process ID is read from a file of the control command.
   */
  static Optional<ProcessHandle> kubelet() {
    Path file = Path.of(System.getenv().getOrDefault("KUBE_HOME", "/tmp/kube"), "pid", "kubelet");
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
          .filter(ProcessHandle::isAlive);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** When the kubelet last wrote the status. */
  String heartbeat() {
    for (JsonNode condition : object().at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("lastHeartbeatTime").asText();
      }
    }
    throw new AssertionError("the Node has no condition Ready");
  }

  /** The release of its kubelet. */
  public KubeletVersion version() {
    return KubeletVersion.parse(object().at("/status/nodeInfo/kubeletVersion").asText());
  }

  /** The API server's minor version: 37 of Kubernetes 1.37. */
  static int minorVersion() {
    String minor = AdminApi.get("/version").path("minor").asText();
    // Some vendors report "37+".
    return Integer.parseInt(minor.replaceAll("\\D", ""));
  }

  /** Reports the test as skipped on an older cluster. */
  static void assumeSince(int minor, String what) {
    int there = minorVersion();
    assumeTrue(
        there >= minor,
        () -> "Kubernetes 1.%d has no %s, 1.%d and later do".formatted(there, what, minor));
  }

  /** The command that starts and stops the node's parts. */
  static Optional<String> control() {
    return Optional.ofNullable(System.getenv("KUBE_CONTROL"));
  }

  public void control(String verb) {
    run(List.of(control().orElseThrow(), verb));
  }

  /**
   * Removes the resources of plugins that have ended. Until its checkpoint is deleted the kubelet
   * writes a 0 for them for minutes.
   */
  void forget(Set<String> resources) {
    if (control().isEmpty() || resources.stream().noneMatch(capacity()::containsKey)) {
      return;
    }
    try {
      Files.deleteIfExists(DEVICE_PLUGINS.resolve("kubelet_internal_checkpoint"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    control("restart-kubelet");
    Map<String, String> gone = new TreeMap<>();
    resources.forEach(resource -> gone.put(resource, ""));
    within(
        Duration.ofSeconds(30),
        "a bare node",
        () -> {
          patchCapacity(gone);
          assertThat(allocatable()).doesNotContainKeys(resources.toArray(String[]::new));
        });
  }

  public static String kubectl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Whether the API server has ValidatingAdmissionPolicies, which it has from 1.30 on. */
  static boolean knowsAdmissionPolicies() {
    return AdminApi.get("/apis").toString().contains("admissionregistration.k8s.io/v1")
        && AdminApi.get("/apis/admissionregistration.k8s.io/v1")
            .toString()
            .contains("\"validatingadmissionpolicies\"");
  }

  /** Applies objects as an administrator does. */
  public static void apply(String yaml) {
    withFile(yaml, file -> kubectl("apply", "-f", file));
  }

  /** Creates or replaces a ConfigMap in the namespace of the plugin. */
  public static void applyConfigMap(String map, String key, String text) {
    ObjectNode object = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
    object.putObject("metadata").put("name", map);
    object.putObject("data").put(key, text);
    AdminApi.put(CONFIG_MAPS, map, object.toString());
  }

  /** Deletes a ConfigMap in the namespace of the plugin, where there is one. */
  public static void deleteConfigMap(String map) {
    AdminApi.delete(CONFIG_MAPS + "/" + map);
  }

  /** Writes a text to a file for a command that reads files only. */
  static void withFile(String text, Consumer<String> user) {
    try {
      Path file = Files.createTempFile("e2e", ".yaml");
      try {
        Files.writeString(file, text);
        user.accept(file.toString());
      } finally {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A port on which nothing listens. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static void within(Duration limit, String what, ThrowingRunnable assertion) {
    await(what).atMost(limit).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
  }

  void awaitAllocatable(Map<String, Long> units) {
    within(
        Duration.ofSeconds(60),
        units + " on the Node",
        () -> {
          Map<String, Long> there = allocatable();
          units.forEach(
              (resource, count) ->
                  assertThat(there.getOrDefault(resource, 0L)).as(resource).isEqualTo(count));
        });
  }

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Runs a command until it ends, which must be with status 0, and returns its output. */
  public static String run(List<String> command) {
    try {
      Path output = Files.createTempFile("e2e", ".out");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectErrorStream(true)
              .start();
      boolean ended = process.waitFor(3, TimeUnit.MINUTES);
      String said = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      assertThat(ended && process.exitValue() == 0)
          .as("%s said: %s", String.join(" ", command), said)
          .isTrue();
      return said;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
