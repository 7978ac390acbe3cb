package io.hami.mock.hami;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hami.mock.e2e.LiveNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * HAMi's scheduler as a process, and a kube-scheduler that asks it. HAMi's webhook does not run:
 * pods are created as it would have changed them.
 */
final class RealScheduler implements AutoCloseable {
  /** The name that pods ask for. */
  static final String NAME = "hami-scheduler";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Kube-scheduler itself counts these, as in HAMi's chart. */
  private static final Set<String> COUNTED =
      Set.of(
          "cambricon.com/mlu.smlu.vmemory",
          "cambricon.com/mlu.smlu.vcore",
          "mthreads.com/sgpu-memory",
          "mthreads.com/sgpu-core");

  private static final Pattern MEMORY =
      Pattern.compile("(?m)^hami_gpu_memory_limit_bytes\\{.*device_uuid=\"([^\"]*)\".*} (\\S+)$");

  private static final int MEBI = 1 << 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI metrics = URI.create("http://127.0.0.1:" + LiveNode.freePort() + "/metrics");
  private final Path directory;
  private final List<Process> processes = new ArrayList<>();

  /**
   * Starts both.
   *
   * @param program HAMi's scheduler
   * @param form whose section replaces that of the others
   */
  RealScheduler(Path program, Vector form) throws IOException {
    directory = Files.createTempDirectory("hami");
    int port = LiveNode.freePort();
    Path devices =
        Files.writeString(directory.resolve("device-config.yaml"), deviceConfig(form).toString());
    start(
        "hami",
        program.toString(),
        "--http_bind=127.0.0.1:" + port,
        "--metrics-bind-address=127.0.0.1:" + metrics.getPort(),
        "--scheduler-name=" + NAME,
        "--kube-qps=200",
        "--kube-burst=400",
        // Off by default, in HAMi's chart too.
        "--enable-ascend=true",
        "--enable-iluvatar=true",
        "--device-config-file=" + devices);
    Path config =
        Files.writeString(
            directory.resolve("scheduler.yaml"),
            """
            apiVersion: kubescheduler.config.k8s.io/v1
            kind: KubeSchedulerConfiguration
            leaderElection: {leaderElect: false}
            clientConnection: {kubeconfig: %s}
            profiles: [{schedulerName: %s}]
            podMaxBackoffSeconds: 2
            extenders:
              - urlPrefix: http://127.0.0.1:%d
                filterVerb: filter
                bindVerb: bind
                nodeCacheCapable: true
                weight: 1
                httpTimeout: 30s
                managedResources: [%s]
            """
                .formatted(
                    System.getenv("KUBECONFIG"),
                    NAME,
                    port,
                    names().stream()
                        .map(
                            name ->
                                "{name: %s, ignoredByScheduler: %b}"
                                    .formatted(name, !COUNTED.contains(name)))
                        .collect(Collectors.joining(", "))));
    start(
        "kube",
        "kube-scheduler",
        "--config=" + config,
        "--bind-address=127.0.0.1",
        "--secure-port=" + LiveNode.freePort(),
        "--cert-dir=" + directory);
  }

  /** The sections of all forms, as HAMi's chart has them; the scheduler wants them all. */
  static ObjectNode deviceConfig(Vector form) {
    ObjectNode all = JSON.createObjectNode();
    Vector.all()
        .forEach(other -> all.setAll((ObjectNode) other.json().path("deviceConfigSection")));
    all.setAll((ObjectNode) form.json().path("deviceConfigSection"));
    return all;
  }

  /** Every resource that a recorded pod asks for. */
  private static Set<String> names() {
    Set<String> names = new TreeSet<>();
    Vector.all()
        .flatMap(form -> form.json().findValues("limits").stream())
        .forEach(
            limits ->
                Vector.elements(limits.isArray() ? limits : JSON.createArrayNode().add(limits))
                    .forEach(one -> one.fieldNames().forEachRemaining(names::add)));
    names.removeIf(name -> !name.contains("/"));
    return names;
  }

  private void start(String name, String... command) throws IOException {
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .start());
  }

  /** The cards that HAMi's scheduler has, and their memory in MiB; none before it answers. */
  Map<String, Long> cards() throws InterruptedException {
    try {
      return MEMORY
          .matcher(
              http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body())
          .results()
          .collect(
              Collectors.toMap(
                  card -> card.group(1), card -> (long) Double.parseDouble(card.group(2)) / MEBI));
    } catch (IOException _) {
      return Map.of();
    }
  }

  /** Why it does not run; empty while both do. */
  String trouble() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Process process : processes) {
      if (!process.isAlive()) {
        text.append("ended with ").append(process.exitValue()).append(": ");
        for (String name : List.of("hami", "kube")) {
          List<String> lines = Files.readAllLines(directory.resolve(name + ".log"));
          text.append(
              String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
        }
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    http.close();
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        process.waitFor();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    LiveNode.run(List.of("rm", "-r", directory.toString()));
  }
}
