package io.hami.mock.hami;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hami.mock.e2e.LiveNode;
import io.hami.mock.e2e.PluginProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Every recorded vendor form on a live node, with HAMi's real scheduler: made-up cards, pods that
 * ask for them, and what came of it beside what was recorded.
 */
public final class Matrix {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LiveNode NODE = LiveNode.ofEnvironment();
  private static final String OWN = "hami-mock-device-plugin";
  private static final String DEVICES = "hami-scheduler-device";
  private static final List<String> QUESTIONS =
      List.of(
          "register",
          "bind and complete",
          "second",
          "after a minute",
          "two containers",
          "too much",
          "unhealthy");

  /** HAMi's scheduler looks at the nodes every 15 s. */
  private static final Duration LOOKS = Duration.ofSeconds(20);

  private static final Duration SEEN = LOOKS.multipliedBy(2);

  /** A handshake counts for a minute. */
  private static final Duration HANDSHAKE = Duration.ofSeconds(65);

  private final Path scheduler;
  private int pods;

  private Matrix(Path scheduler) {
    this.scheduler = scheduler;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      System.err.println("bench/hami SCHEDULER [form...]");
      System.exit(2);
    }
    Matrix matrix = new Matrix(Path.of(arguments[0]).toAbsolutePath());
    Set<String> wanted = Set.of(arguments);
    System.out.println("| form | " + String.join(" | ", QUESTIONS) + " |");
    System.out.println("| --- ".repeat(QUESTIONS.size() + 1) + "|");
    for (Vector form : Vector.all().toList()) {
      if (arguments.length == 1 || wanted.contains(form.name())) {
        print(form.name(), matrix.row(form, ""));
        if (form.name().equals("nvidia")) {
          print("nvidia, MIG", matrix.row(form, "mig"));
        }
      }
    }
  }

  private static void print(String name, Map<String, String> row) {
    System.out.println(
        QUESTIONS.stream()
            .map(question -> row.getOrDefault(question, "–"))
            .collect(Collectors.joining(" | ", "| " + name + " | ", " |")));
  }

  private Map<String, String> row(Vector form, String mode) throws IOException {
    Map<String, String> row = new LinkedHashMap<>();
    clean();
    LiveNode.applyConfigMap(
        DEVICES, "device-config.yaml", RealScheduler.deviceConfig(form).toString());
    LiveNode.applyConfigMap(OWN, "config.yaml", form.inventory(true, mode));
    try (PluginProcess _ =
            PluginProcess.start("--namespace=kube-system", "--http-address=", "--jmx=false");
        RealScheduler running = new RealScheduler(scheduler, form)) {
      row.put("register", registered(form));
      if (mode.isEmpty()) {
        pods(form, row);
      } else {
        mig(row);
      }
      String trouble = running.trouble();
      if (!trouble.isEmpty()) {
        row.put("register", trouble);
      }
    } finally {
      clean();
    }
    return row;
  }

  private static String registered(Vector form) {
    Set<String> wanted = form.annotations().keySet();
    try {
      await().atMost(SEEN).until(() -> NODE.annotations().keySet().containsAll(wanted));
      return "yes";
    } catch (ConditionTimeoutException _) {
      return "lacks "
          + wanted.stream()
              .filter(key -> !NODE.annotations().containsKey(key))
              .collect(Collectors.joining(", "));
    }
  }

  private void pods(Vector form, Map<String, String> row) {
    JsonNode recorded = form.json().path("pods");
    JsonNode refused = form.json().path("refused");
    row.put("bind and complete", pod(recorded.path(0)));
    row.put("second", pod(recorded.path(1)));
    // It was refused while these two ran.
    row.put("too much", refused(refused.path(0)));
    deletePods();
    for (int index = 2; index < recorded.size(); index++) {
      JsonNode pod = recorded.path(index);
      if (pod.path("name").asText().endsWith("-two")) {
        row.put("two containers", pod(pod));
      } else {
        pass(HANDSHAKE);
        row.put("after a minute", pod(pod));
      }
      deletePods();
    }
    if (refused.has(1)) {
      LiveNode.applyConfigMap(OWN, "config.yaml", form.inventory(false, ""));
      pass(LOOKS);
      row.put("unhealthy", refused(refused.path(1)));
      deletePods();
    }
  }

  private String pod(JsonNode recorded) {
    return asked(recorded.at("/admitted/limits"), annotations(recorded), Outcome.ofPod(recorded));
  }

  private String refused(JsonNode recorded) {
    ArrayNode limits = JSON.createArrayNode();
    Vector.elements(recorded.at("/spec/resources"))
        .forEach(container -> limits.add(container.path("limits")));
    return asked(limits, annotations(recorded), Outcome.ofRefused(recorded));
  }

  /** The record has no profiles of MIG cards, and so only what HAMi refused. */
  private void mig(Map<String, String> row) {
    ArrayNode limits = JSON.createArrayNode();
    limits.addObject().put("nvidia.com/gpu", "1").put("nvidia.com/gpumem", "9000");
    ObjectNode annotations = JSON.createObjectNode().put("nvidia.com/vgpu-mode", "mig");
    Outcome runs = new Outcome("Running", "success", "");
    row.put("bind and complete", asked(limits, annotations, runs));
    row.put("second", asked(limits, JSON.createObjectNode(), runs));
    deletePods();
  }

  private static JsonNode annotations(JsonNode pod) {
    return pod.at("/spec/annotations");
  }

  /** Creates a pod and says what comes of it. */
  private String asked(JsonNode limits, JsonNode annotations, Outcome recorded) {
    pods++;
    String name = "hami-" + pods;
    ObjectNode pod = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata").put("name", name).put("namespace", "default");
    metadata.putObject("labels").put("bench", "hami");
    metadata.set("annotations", annotations);
    ObjectNode spec =
        pod.putObject("spec")
            .put("schedulerName", RealScheduler.NAME)
            .put("hostNetwork", true)
            .put("restartPolicy", "Never")
            .put("automountServiceAccountToken", false)
            .put("terminationGracePeriodSeconds", 0);
    spec.putArray("tolerations").addObject().put("operator", "Exists");
    ArrayNode containers = spec.putArray("containers");
    for (JsonNode one : limits) {
      ObjectNode container =
          containers
              .addObject()
              .put("name", "c" + containers.size())
              .put("image", "localhost/pause:1")
              .put("imagePullPolicy", "Never");
      container.putObject("resources").set("limits", one);
    }
    LiveNode.apply(pod.toString());
    Outcome[] now = {new Outcome("Pending", "", "")};
    try {
      await()
          .atMost(SEEN)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                now[0] =
                    Outcome.of(JSON.readTree(LiveNode.kubectl("get", "pod", name, "-o", "json")));
                return now[0].isAs(recorded);
              });
      return "as recorded";
    } catch (ConditionTimeoutException _) {
      return now[0].isFinal() ? now[0].toString() : "nothing for " + SEEN.toSeconds() + " s";
    }
  }

  private static void deletePods() {
    LiveNode.kubectl(
        "delete", "pods", "-l", "bench=hami", "--force", "--grace-period=0", "--ignore-not-found");
    // HAMi's scheduler gives their cards back when it has seen that.
    pass(Duration.ofSeconds(3));
  }

  private static void pass(Duration time) {
    await().pollDelay(time).atMost(time.multipliedBy(4)).until(() -> true);
  }

  private static void clean() {
    deletePods();
    for (String map : List.of(OWN, DEVICES)) {
      LiveNode.kubectl("-n", "kube-system", "delete", "configmap", map, "--ignore-not-found");
    }
    NODE.removeHamiAnnotations();
  }
}
