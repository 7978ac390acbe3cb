package io.hami.mock.app;

import static org.awaitility.Awaitility.await;

import io.hami.mock.cluster.FakeApiServer;
import io.hami.mock.model.Units;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Release;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/**
 * Runs the distribution once as on a node, so that the JVM can record the classes that it needs
 * after the start. The API server uses TLS, HTTP/2 and a service account's token, as in a pod:
 * signing in is a large part of the start. Each class that the run uses stays resident later, so
 * the run does without a client certificate, which only a developer's kubeconfig has.
 */
final class Training {
  private static final String NODE = "trainee";
  private static final String MEMORY = "nvidia.com/gpumem";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Training() {}

  /** Takes the distribution's directory as argument and writes {@code lib/plugin.aot} into it. */
  static void main(String[] args) throws IOException, InterruptedException {
    Path dist = Path.of(args[0]);
    Path cache = dist.resolve("lib").resolve("plugin.aot");
    Files.deleteIfExists(cache);
    Path directory = Files.createTempDirectory("training");
    int httpPort = freePort();
    Path said = directory.resolve("training.log");
    // The fake API server logs an error for each connection that ends with the training.
    LogManager.getLogManager().reset();
    try (FakeApiServer api = FakeApiServer.withToken(NODE);
        EmbeddedKubelet kubelet =
            new EmbeddedKubelet(KubeletOptions.of(directory, Release.V1_36)).start()) {
      api.start();
      annotate(api, 32768);
      ProcessBuilder builder =
          new ProcessBuilder(
                  dist.resolve("k8s-device-plugin").toString(),
                  "--device-plugin-dir=" + directory,
                  "--http-address=127.0.0.1:" + httpPort)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      builder.environment().put("JAVA_OPTS", "-XX:AOTCacheOutput=" + cache);
      builder.environment().put("KUBECONFIG", api.writeKubeconfig(directory).toString());
      builder.environment().put("NODE_NAME", NODE);
      Process plugin = builder.start();
      awaitMemory(kubelet, 32768);
      // HTTP starts after the counts.
      await()
          .atMost(PATIENCE)
          .ignoreException(ConnectException.class)
          .until(() -> looked(httpPort));
      annotate(api, 16384);
      awaitMemory(kubelet, 16384);
      kubelet.restart();
      awaitMemory(kubelet, 16384);
      plugin.destroy();
      if (!plugin.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !Files.exists(cache)) {
        throw new IllegalStateException(
            "the training run left no " + cache + "; it said:\n" + Files.readString(said));
      }
    } finally {
      remove(directory);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Requests what a browser, a probe and Prometheus request. */
  private static boolean looked(int port) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String path :
          List.of("/", "/resources", "/health/liveness", "/health/readiness", "/prometheus")) {
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build(),
            HttpResponse.BodyHandlers.discarding());
      }
    }
    return true;
  }

  private static void annotate(FakeApiServer api, int mebibytes) {
    api.annotate(
        "hami.io/node-nvidia-register",
        "[{\"id\":\"GPU-a1\",\"count\":10,\"devmem\":%d,\"devcore\":100,\"type\":\"V100\",\"health\":true}]"
            .formatted(mebibytes));
  }

  private static void awaitMemory(EmbeddedKubelet kubelet, long units) throws InterruptedException {
    if (!kubelet.await(
        node -> node.resource(MEMORY).map(Units::allocatable).equals(Optional.of(units)),
        PATIENCE)) {
      throw new IllegalStateException(MEMORY + " never came to " + units);
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
