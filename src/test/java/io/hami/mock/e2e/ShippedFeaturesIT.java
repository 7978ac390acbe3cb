package io.hami.mock.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.hami.mock.cluster.FakeApiServer;
import io.hami.mock.cluster.FakeFleet;
import io.hami.mock.cluster.KubeconfigUser;
import io.hami.mock.control.jmx.JmxClient;
import io.hami.mock.model.Units;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Release;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every feature once on the distribution as it ships, beside a made-up kubelet and API server: of
 * the libraries only a part is shipped, and a class that is missed shows when it is first used.
 */
class ShippedFeaturesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Pattern MISSED =
      Pattern.compile(
          "NoClassDefFoundError|ClassNotFoundException|NoSuchMethodError|NoSuchFieldError"
              + "|UnsatisfiedLinkError|ServiceConfigurationError|ExceptionInInitializerError");

  @TempDir Path directory;

  private final int http = freePort();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static FakeApiServer server(KubeconfigUser user) throws IOException {
    FakeApiServer server =
        user.hasToken() ? FakeApiServer.withToken("node1") : FakeApiServer.https("node1");
    server.annotate(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100);
    server.start();
    return server;
  }

  private EmbeddedKubelet kubelet() throws IOException {
    return new EmbeddedKubelet(KubeletOptions.of(directory, Release.V1_36)).start();
  }

  private PluginProcess plugin(Path kubeconfig, List<String> more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--kubeconfig=" + kubeconfig,
                "--node-name=node1",
                "--device-plugin-dir=" + directory,
                "--http-address=127.0.0.1:" + http,
                "-v=8"));
    words.addAll(more);
    return PluginProcess.start(words.toArray(String[]::new));
  }

  private static void awaitMemory(EmbeddedKubelet kubelet, PluginProcess plugin, long units)
      throws InterruptedException {
    assertThat(
            kubelet.await(
                node ->
                    node.resource("nvidia.com/gpumem")
                        .map(Units::allocatable)
                        .equals(Optional.of(units)),
                PATIENCE))
        .as(plugin.log())
        .isTrue();
  }

  /** It has ended by itself, with nothing missed. */
  private static void assertWhole(PluginProcess plugin) {
    assertThat(plugin.terminate()).as(plugin.log()).isZero();
    assertThat(MISSED.matcher(plugin.log()).find()).as(plugin.log()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(KubeconfigUser.class)
  void everyWayOfSigningIn(KubeconfigUser user) throws Exception {
    try (FakeApiServer server = server(user);
        EmbeddedKubelet kubelet = kubelet();
        PluginProcess plugin = plugin(server.writeKubeconfig(directory, user), List.of())) {
      awaitMemory(kubelet, plugin, 65_536);
      assertWhole(plugin);
    }
  }

  @Test
  void pagesEndpointsMetricsAndHealth() throws Exception {
    int grpc = freePort();
    KubeconfigUser user = KubeconfigUser.TOKEN_FILE;
    try (FakeApiServer server = server(user);
        EmbeddedKubelet kubelet = kubelet();
        PluginProcess plugin =
            plugin(
                server.writeKubeconfig(directory, user),
                List.of("--grpc-health-address=127.0.0.1:" + grpc))) {
      awaitMemory(kubelet, plugin, 65_536);
      plugin.awaitControls();
      assertThat(get("/", "text/html")).contains("<title>mock-device-plugin</title>");
      assertThat(get("/resources", "application/json")).contains("nvidia.com/gpumem");
      assertThat(get("/health", "application/json")).contains("\"UP\"");
      assertThat(get("/health/liveness", "application/json")).contains("\"UP\"");
      assertThat(get("/health/readiness", "application/json")).contains("\"UP\"");
      assertThat(get("/info", "application/json")).startsWith("{");
      assertThat(get("/loggers", "application/json")).contains("ROOT");
      // As Prometheus asks.
      assertThat(
              get(
                  "/prometheus",
                  "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"))
          .contains("jvm_memory_used_bytes", "nvidia.com/");
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("127.0.0.1", grpc).usePlaintext().build();
      try {
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(
                () ->
                    HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus(),
                ServingStatus.SERVING::equals);
      } finally {
        channel.shutdownNow();
      }
      kubelet.restart();
      awaitMemory(kubelet, plugin, 65_536);
      assertWhole(plugin);
    }
  }

  private String get(String path, String accept) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + path))
                  .header("Accept", accept)
                  .timeout(PATIENCE)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path + " as " + accept).isEqualTo(200);
      return answer.body();
    }
  }

  @Test
  void jmxFromOutsideWithPasswordAndTls() throws Exception {
    int port = freePort();
    HeldCertificate held =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    Path certificate = Files.writeString(directory.resolve("jmx-cert.pem"), held.certificatePem());
    Path key = Files.writeString(directory.resolve("jmx-key.pem"), held.privateKeyPkcs8Pem());
    Path passwords =
        Files.createFile(
            directory.resolve("passwords"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwords, "admin secret\n");
    KubeconfigUser user = KubeconfigUser.TOKEN_FILE;
    try (FakeApiServer server = server(user);
        EmbeddedKubelet kubelet = kubelet();
        PluginProcess plugin =
            plugin(
                server.writeKubeconfig(directory, user),
                List.of(
                    "--jmx-port=" + port,
                    "--jmx-password-file=" + passwords,
                    "--jmx-tls-cert-file=" + certificate,
                    "--jmx-tls-key-file=" + key))) {
      awaitMemory(kubelet, plugin, 65_536);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(jmxClient(port, trusting(held))).contains("node node1", "rows "));
      assertWhole(plugin);
    }
  }

  private Path trusting(HeldCertificate held) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("plugin", held.certificate());
    Path store = directory.resolve("trust.p12");
    try (var out = Files.newOutputStream(store)) {
      trusted.store(out, "changeit".toCharArray());
    }
    return store;
  }

  private static String jmxClient(int port, Path trust) throws IOException {
    Process client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djavax.net.ssl.trustStore=" + trust,
                "-Djavax.net.ssl.trustStorePassword=changeit",
                "-cp",
                Path.of("target", "test-classes").toString(),
                JmxClient.class.getName(),
                Integer.toString(port),
                "tls",
                "admin",
                "secret")
            .redirectErrorStream(true)
            .start();
    return new String(client.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void hardwareThroughAVendorsLibrary() throws Exception {
    Path library = VendorLibrary.nvml(directory);
    Files.writeString(
        directory.resolve("libnvidia-ml.so.1.answers"),
        """
        driver 580.95.05
        count 1
        0.uuid GPU-a1
        0.name Tesla V100-SXM2-32GB
        0.bytes 34359738368
        """);
    KubeconfigUser user = KubeconfigUser.TOKEN_FILE;
    try (FakeApiServer server = server(user);
        EmbeddedKubelet kubelet = kubelet()) {
      server.unannotate(ShippedPlugin.REGISTER);
      try (PluginProcess plugin =
          plugin(
              server.writeKubeconfig(directory, user),
              List.of("--discover=hardware", "--nvml-library=" + library))) {
        awaitMemory(kubelet, plugin, 32_768);
        // The library that it looks for where none is given is not on this machine.
        assertThat(plugin.terminate()).isZero();
        assertThat(plugin.log()).doesNotContain("NoClassDefFoundError", "NoSuchMethodError");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --help                          | Usage of
          --version                       | k8s-device-plugin
          profiles                        | nvidia-t4
          profiles --output=json          | "nvidia-t4"
          simulate --once                 | nvidia.com/gpumem
          explain --node-file=NODE        | nvidia.com/gpumem
          explain -o json --node-file=NODE| "nvidia.com/gpumem"
          explain --kubeconfig=KUBECONFIG --node-name=node1 | nvidia.com/gpumem
          cleanup --dry-run --kubeconfig=KUBECONFIG | 1 Node looked at
          """)
  void everyCommand(String words, String said) throws Exception {
    Path node =
        Files.writeString(
            directory.resolve("node.yaml"),
            """
            kind: Node
            metadata:
              name: n1
              annotations:
                %s: '%s'
            """
                .formatted(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100));
    try (FakeFleet fleet =
        new FakeFleet()
            .node("node1")
            .annotate(
                "node1", ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100, "mock-device-plugin")) {
      String[] arguments =
          words
              .replace("NODE", node.toString())
              .replace("KUBECONFIG", fleet.writeKubeconfig(directory).toString())
              .split(" +");
      try (PluginProcess command = PluginProcess.start(arguments)) {
        await().atMost(PATIENCE).until(() -> !command.alive());
        assertThat(command.log()).contains(said);
        assertThat(command.exitStatus()).as(command.log()).isZero();
        assertThat(MISSED.matcher(command.log()).find()).as(command.log()).isFalse();
      }
    }
  }

  /** What other people write: the seeds of the fuzzer, and what it has found. */
  @Test
  void everyTextOfTheFuzzCorpus() throws Exception {
    String good =
        "nvidia: {resourceCountName: nvidia.com/gpu, resourceMemoryName: nvidia.com/gpumem}";
    KubeconfigUser user = KubeconfigUser.TOKEN_FILE;
    Path config = Files.writeString(directory.resolve("config.yaml"), "{}");
    Path devices = Files.writeString(directory.resolve("device-config.yaml"), good);
    try (FakeApiServer server = server(user);
        EmbeddedKubelet kubelet = kubelet();
        PluginProcess plugin =
            plugin(
                server.writeKubeconfig(directory, user),
                List.of(
                    "--config-file=" + config,
                    "--device-config-file=" + devices,
                    "--events=false"))) {
      // With a config of HAMi's, cards count only where its plugin has counted them.
      server.resource("nvidia.com/gpu", "20", "20");
      awaitMemory(kubelet, plugin, 65_536);
      for (Path text : corpus()) {
        byte[] bytes = Files.readAllBytes(text);
        Files.write(config, bytes);
        Files.write(devices, bytes);
        server.annotate(ShippedPlugin.REGISTER, new String(bytes, UTF_8));
        server.annotate("hami.io/node-dcu-register", new String(bytes, UTF_8));
      }
      Files.writeString(config, "{}");
      Files.writeString(devices, good);
      server.unannotate("hami.io/node-dcu-register");
      server.annotate(ShippedPlugin.REGISTER, ShippedPlugin.cards(1_024));
      awaitMemory(kubelet, plugin, 1_024);
      assertWhole(plugin);
    }
  }

  private static List<Path> corpus() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("fuzz", "corpus"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
