package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.hami.mock.cli.ConfigOptions;
import io.hami.mock.cli.ControlOptions;
import io.hami.mock.cli.HardwareOptions;
import io.hami.mock.cli.Options;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.ReferenceNames;
import io.hami.mock.kubelet.KubeletDirectory;
import io.hami.mock.log.LogOptions;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Units;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Release;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.slf4j.LoggerFactory;

/** The whole plugin, tested over HTTP, gRPC and in a browser. */
class WebTest {
  private static final String REGISTER = "hami.io/node-nvidia-register";
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private final int httpPort = freePort();
  private final int grpcPort = freePort();
  private final HttpClient http = HttpClient.newHttpClient();
  private final HandSource node = new HandSource();
  private Path directory = Path.of("/");
  private Path config = directory;
  private Optional<EmbeddedKubelet> kubelet = Optional.empty();
  private Optional<Plugin> plugin = Optional.empty();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** A socket's path has room for about a hundred characters. */
  @BeforeEach
  void start() throws IOException {
    directory = Files.createTempDirectory("web");
    config = directory.resolve("config.yaml");
    Files.writeString(config, "");
    kubelet = Optional.of(new EmbeddedKubelet(KubeletOptions.of(directory, Release.V1_36)).start());
    startPlugin(httpPort, grpcPort);
    await().until(() -> node.listener().isPresent());
    // The servers start after the counts, or after a second; here are no counts yet.
    await().until(() -> answers(httpPort) && answers(grpcPort));
  }

  private static boolean answers(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** A server whose port is 0 is off. */
  private void startPlugin(int httpAt, int grpcAt) {
    Options options =
        new Options(
            Optional.empty(),
            new ConfigOptions(Map.of(ConfigKind.PLUGIN, config), Map.of(), Optional.empty()),
            directory,
            Optional.empty(),
            ReferenceNames.DEFAULTS,
            HardwareOptions.NONE,
            new ControlOptions(address(httpAt), address(grpcAt), false, false, Optional.empty()),
            LogOptions.DEFAULTS);
    plugin =
        Optional.of(Plugin.on(node, "node1", options, new KubeletDirectory(directory), _ -> {}));
  }

  private static Optional<InetSocketAddress> address(int port) {
    return port == 0
        ? Optional.empty()
        : Optional.of(InetSocketAddress.createUnresolved("127.0.0.1", port));
  }

  @Test
  void eachServerStartsWithoutTheOther() throws Exception {
    plugin.orElseThrow().close();
    startPlugin(httpPort, 0);
    await().until(() -> answers(httpPort));
    plugin.orElseThrow().close();
    startPlugin(0, grpcPort);
    await().until(() -> answers(grpcPort));
    assertThat(answers(httpPort)).isFalse();
  }

  /** The counts are advertised even if no server can start. */
  @Test
  void usedAddressesStopTheServersAndNotThePlugin() throws Exception {
    plugin.orElseThrow().close();
    var before = node.listener();
    Logger logger = (Logger) LoggerFactory.getLogger("io.hami.mock.control.web.Web");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      startPlugin(one.getLocalPort(), two.getLocalPort());
      await().until(() -> !node.listener().equals(before));
      see("true");
      soon(
          () ->
              assertThat(kubelet.orElseThrow().resource("nvidia.com/gpumem"))
                  .hasValue(new Units(65_536, 65_536)));
      soon(
          () ->
              assertThat(List.copyOf(log.list))
                  .extracting(ILoggingEvent::getFormattedMessage)
                  .anySatisfy(
                      line ->
                          assertThat(line)
                              .contains("127.0.0.1:" + one.getLocalPort(), "-http-address"))
                  .anySatisfy(
                      line ->
                          assertThat(line)
                              .contains(
                                  "127.0.0.1:" + two.getLocalPort(), "-grpc-health-address")));
    } finally {
      logger.detachAppender(log);
    }
  }

  @AfterEach
  void close() throws IOException {
    if (plugin.isPresent()) {
      plugin.get().close();
    }
    kubelet.ifPresent(EmbeddedKubelet::close);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void see(String secondCard) {
    String cards =
        "GPU-a1,10,32768,100,NVIDIA-Tesla V100,0,true:GPU-a2,10,32768,100,NVIDIA-<b>V100</b>,0,"
            + secondCard
            + ":";
    node.facts(new NodeFacts("node1", Map.of(REGISTER, cards), Map.of(), Map.of(), Map.of()));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + httpPort + path);
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
  }

  @Test
  void readinessFollowsTheResourcesAndConfigTroubleIsADetail() throws Exception {
    assertThat(get("/health/readiness").statusCode()).isEqualTo(503);
    assertThat(get("/health/readiness").body()).contains("the Node has not been seen yet");
    assertThat(get("/health/liveness").statusCode()).isEqualTo(200);
    see("true");
    soon(() -> assertThat(get("/health/readiness").statusCode()).isEqualTo(200));
    Files.writeString(config, "vendors: {NVIDA: {memoryFactor: 0}}");
    soon(
        () ->
            assertThat(get("/health").body())
                .contains("did you mean 'NVIDIA'?")
                .contains("\"status\":\"UP\""));
    assertThat(get("/health").statusCode()).isEqualTo(200);
    node.unavailable("the API server is away");
    soon(() -> assertThat(get("/health").body()).contains("the API server is away"));
    assertThat(get("/health").statusCode()).isEqualTo(200);
    kubelet.orElseThrow().stop();
    soon(() -> assertThat(get("/health/readiness").statusCode()).isEqualTo(503));
    assertThat(get("/health/liveness").statusCode()).isEqualTo(200);
  }

  @Test
  void item73MetricsFollowTheResources() throws Exception {
    see("false");
    soon(
        () ->
            assertThat(get("/prometheus").body())
                .contains(
                    "mock_device_plugin_units_advertised{resource=\"nvidia.com/gpumem\",vendor=\"NVIDIA\"}"
                        + " 65536.0")
                .contains(
                    "mock_device_plugin_units_unhealthy{resource=\"nvidia.com/gpumem\",vendor=\"NVIDIA\"}"
                        + " 32768.0"));
    soon(() -> assertThat(kubelet.orElseThrow().resource("nvidia.com/gpucores")).isPresent());
    kubelet.orElseThrow().allocate("nvidia.com/gpucores", 3);
    Files.writeString(config, "vendors: {NVIDIA: {memoryFactor: 8}}");
    soon(
        () ->
            assertThat(get("/prometheus").body())
                .contains(
                    "mock_device_plugin_split_factor{origin=\"plugin"
                        + " config\",resource=\"nvidia.com/gpumem\",vendor=\"NVIDIA\"} 8.0")
                .contains(
                    "mock_device_plugin_allocate_seconds_count{resource=\"nvidia.com/gpucores\"} 1")
                .contains(
                    "mock_device_plugin_allocated_units_total{resource=\"nvidia.com/gpucores\"}"
                        + " 3.0")
                .contains("mock_device_plugin_config_generation 2.0")
                .contains("mock_device_plugin_config_good 1.0")
                .contains("mock_device_plugin_frame_bytes_limit 4194304.0")
                .contains("mock_device_plugin_kubelet_heard_seconds")
                .contains("jvm_memory_used_bytes"));
    node.facts(new NodeFacts("node1", Map.of(), Map.of(), Map.of(), Map.of()));
    soon(
        () ->
            assertThat(get("/prometheus").body())
                .contains(
                    "mock_device_plugin_units_advertised{resource=\"nvidia.com/gpumem\",vendor=\"NVIDIA\"}"
                        + " 0.0")
                .contains(
                    "mock_device_plugin_resource_state{reason=\"no-annotation\","
                        + "resource=\"nvidia.com/gpumem\",state=\"absent\",vendor=\"NVIDIA\"} 1.0")
                .contains("mock_device_plugin_notices{kind=\"nothing-advertised\"} 1.0"));
  }

  /** Nothing is wrong with a Node without cards, but whoever looks is told why it has none. */
  @Test
  void aBareNodeIsReadyAndSaysWhyNothingIsAdvertised() throws Exception {
    node.facts(new NodeFacts("node1", Map.of(), Map.of(), Map.of(), Map.of()));
    soon(
        () ->
            assertThat(get("/resources").body())
                .contains("\"kind\":\"nothing-advertised\"")
                .contains("the config has no inventory")
                .contains("\"state\":\"absent\""));
    assertThat(get("/health").body()).contains("nothing is advertised on this Node");
    assertThat(get("/health/readiness").statusCode()).isEqualTo(200);
  }

  /** An annotation that was never readable is shown as one that becomes unreadable. */
  @Test
  void aSourceThatIsUnreadableFromTheFirstMomentHasSeriesToo() throws Exception {
    node.facts(new NodeFacts("node1", Map.of(REGISTER, "garbage"), Map.of(), Map.of(), Map.of()));
    soon(
        () ->
            assertThat(get("/prometheus").body())
                .contains(
                    "mock_device_plugin_resource_state{reason=\"malformed\","
                        + "resource=\"nvidia.com/gpumem\",state=\"unreadable\",vendor=\"NVIDIA\"}"
                        + " 1.0"));
  }

  @Test
  void logLevelsAreChangedFromHereAloneAndOnlyWhileChangesAreAllowed() throws Exception {
    assertThat(get("/loggers").body()).contains("io.hami.mock");
    assertThat(level("http://127.0.0.1:" + httpPort).statusCode()).isEqualTo(200);
    assertThat(level("http://elsewhere.example").statusCode()).isEqualTo(403);
    Files.writeString(config, "control: {changes: false}");
    soon(
        () ->
            assertThat(level("http://127.0.0.1:" + httpPort).body())
                .contains("control.changes is false"));
    assertThat(get("/info").body()).contains("node1");
    assertThat(get("/env").statusCode()).isEqualTo(404);
    assertThat(get("/beans").statusCode()).isEqualTo(404);
  }

  @Test
  void tooLargeAndTooManyRequestsAreRefusedAndTheNextIsAnswered() throws Exception {
    assertThat(send(change("x".repeat(100_000))).statusCode()).isEqualTo(413);
    assertThat(
            send(HttpRequest.newBuilder(uri("/")).header("X-Long", "x".repeat(20_000)))
                .statusCode())
        .isBetween(400, 499);
    assertThat(get("/" + "x".repeat(20_000)).statusCode()).isBetween(400, 499);
    assertThat(statuses(300, change("{\"configuredLevel\":\"WARN\"}")))
        .contains(200, 429)
        .containsOnly(200, 429);
    assertThat(get("/health/liveness").statusCode()).isEqualTo(200);
    soon(() -> assertThat(level("http://127.0.0.1:" + httpPort).statusCode()).isEqualTo(200));
  }

  /** The status codes of the same request, sent many times by sixteen callers. */
  private List<Integer> statuses(int times, HttpRequest.Builder request) throws Exception {
    // A client of its own: the server has closed the connection of a request that was too large.
    try (HttpClient client = HttpClient.newHttpClient();
        ExecutorService callers = Executors.newFixedThreadPool(16)) {
      Callable<Integer> call =
          () -> client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      return callers.invokeAll(Collections.nCopies(times, call)).stream()
          .map(Future::resultNow)
          .toList();
    }
  }

  /** Also where none of them ever sends a request: the kubelet's probes are still answered. */
  @Test
  void theOldestConnectionMakesRoomForANewOne() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int count = 0; count < 600; count++) {
        open.add(new Socket(InetAddress.getLoopbackAddress(), httpPort));
      }
      Socket first = open.getFirst();
      first.setSoTimeout(5_000);
      assertThat(first.getInputStream().read()).isEqualTo(-1);
      assertThat(raw("GET /health/liveness HTTP/1.1\r\nHost: localhost")).contains(" 200 ");
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  /** A byte a second keeps a connection from being idle, but no request takes so long. */
  @Test
  void aRequestThatComesByteByByteIsCut() throws Exception {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), httpPort)) {
      ExecutorService drip = Executors.newSingleThreadExecutor();
      try {
        var _ =
            drip.submit(
                () -> {
                  for (char letter :
                      "GET / HTTP/1.1\r\nX: ".concat("x".repeat(10_000)).toCharArray()) {
                    slow.getOutputStream().write(letter);
                    Thread.sleep(200);
                  }
                  return null;
                });
        slow.setSoTimeout(30_000);
        assertThat(slow.getInputStream().read()).isEqualTo(-1);
      } finally {
        drip.shutdownNow();
      }
    }
  }

  /** A few bytes would be answered with megabytes, by the thread that answers the probes. */
  @Test
  void requestsThatDoNotWaitForTheirAnswersAreCut() throws Exception {
    byte[] requests =
        "GET /prometheus HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .repeat(200)
            .getBytes(StandardCharsets.ISO_8859_1);
    try (Socket hasty = new Socket(InetAddress.getLoopbackAddress(), httpPort)) {
      hasty.setSoTimeout(60_000);
      hasty.getOutputStream().write(requests);
      assertThat(answersUntilTheEnd(hasty)).isLessThan(10);
    }
  }

  private static int answersUntilTheEnd(Socket socket) {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(answers);
    } catch (SocketException _) {
      // It was reset, since it had sent more than was read.
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return answers.toString(StandardCharsets.UTF_8).split("HTTP/1.1 200", -1).length - 1;
  }

  /** Idle connections that are made again as soon as they are closed, many times as many as fit. */
  @Test
  void probesAreAnsweredBesideClientsThatConnectAgainAtOnce() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    LongAdder made = new LongAdder();
    try (ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int attacker = 0; attacker < 500; attacker++) {
        attackers.execute(
            () -> {
              while (!over.get()) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), httpPort)) {
                  made.increment();
                  socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
                  while (!over.get() && socket.getInputStream().read() >= 0) {}
                } catch (IOException _) {
                  // It was closed: once more.
                }
              }
            });
      }
      try {
        await().until(() -> made.sum() >= 500);
        for (int probe = 0; probe < 20; probe++) {
          assertThat(raw("GET /health/liveness HTTP/1.1\r\nHost: localhost")).contains(" 200 ");
        }
      } finally {
        over.set(true);
        attackers.shutdownNow();
      }
    }
  }

  /** Otherwise a page that is open in a browser could use up the operator's limit. */
  @Test
  void refusedCallersDoNotUseUpTheLimitOfOthers() throws Exception {
    assertThat(
            statuses(
                100,
                change("{\"configuredLevel\":\"WARN\"}")
                    .setHeader("Origin", "http://elsewhere.example")))
        .containsOnly(403);
    assertThat(level("http://127.0.0.1:" + httpPort).statusCode()).isEqualTo(200);
  }

  @Test
  void anInvalidChangeOfALevelIsRefused() throws Exception {
    assertThat(
            send(change("{\"configuredLevel\":\"WARN\"}").setHeader("Content-Type", "text/plain"))
                .statusCode())
        .isBetween(400, 499);
    assertThat(send(change("{")).statusCode()).isEqualTo(400);
    for (String method : List.of("PUT", "DELETE", "PATCH")) {
      assertThat(
              send(change("{}").method(method, HttpRequest.BodyPublishers.ofString("{}")))
                  .statusCode())
          .as(method)
          .isEqualTo(405);
      assertThat(
              send(HttpRequest.newBuilder(uri("/resources"))
                      .method(method, HttpRequest.BodyPublishers.noBody()))
                  .statusCode())
          .as(method)
          .isEqualTo(405);
    }
    // A page of another site whose host name resolves to this address.
    assertThat(raw("POST /loggers/x HTTP/1.1\r\nHost: elsewhere.example\r\nContent-Length: 0"))
        .startsWith("HTTP/1.1 403");
    assertThat(raw("POST /loggers/x HTTP/1.0\r\nContent-Length: 0")).contains(" 403 ");
  }

  /** A name of the internet that has been pointed at this address, as a browser sends it. */
  @ParameterizedTest
  @CsvSource({
    "evil.example, 403",
    "evil.example:9430, 403",
    "127.0.0.1, 200",
    "[::1]:9430, 200",
    "10.1.2.3:9430, 200",
    "localhost, 200",
    "node1, 200",
    "hami-mock.kube-system.svc.cluster.local, 200",
  })
  void readsAreAnsweredForNamesOfThisClusterOnly(String host, String status) throws IOException {
    assertThat(raw("GET /resources HTTP/1.1\r\nHost: " + host)).contains(" " + status + " ");
  }

  @Test
  void askingForALoggerMakesNone() throws Exception {
    get("/loggers");
    int before = loggers();
    for (int name = 0; name < 50; name++) {
      assertThat(get("/loggers/n" + name + ".a".repeat(500)).body()).contains("effectiveLevel");
    }
    assertThat(loggers()).isEqualTo(before);
    assertThat(get("/loggers/io.hami.mock.nothing").body()).contains("NOT_SPECIFIED");
  }

  @Test
  void loggersWithLongNamesAreNotMade() throws Exception {
    int before = loggers();
    String name = "/loggers/x" + ".a".repeat(500);
    assertThat(send(change(name, "{\"configuredLevel\":\"DEBUG\"}")).statusCode()).isEqualTo(400);
    assertThat(loggers()).isEqualTo(before);
  }

  private static int loggers() {
    return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLoggerList().size();
  }

  @Test
  void watchesOfHealthAreBounded() {
    List<ManagedChannel> channels = new ArrayList<>();
    try {
      List<Status.Code> ends = new CopyOnWriteArrayList<>();
      for (int count = 0; count < 4; count++) {
        ManagedChannel channel =
            ManagedChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
        channels.add(channel);
        for (int watch = 0; watch < 30; watch++) {
          HealthGrpc.newStub(channel)
              .watch(HealthCheckRequest.getDefaultInstance(), new Ends(ends));
        }
      }
      soon(
          () ->
              assertThat(ends)
                  .hasSize(20)
                  .allMatch(code -> code == Status.Code.RESOURCE_EXHAUSTED));
      channels.removeFirst().shutdownNow();
      soon(() -> assertThat(probe(channels.getFirst(), "")).isNotNull());
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  private record Ends(List<Status.Code> ends) implements StreamObserver<HealthCheckResponse> {
    @Override
    public void onNext(HealthCheckResponse value) {}

    @Override
    public void onError(Throwable failure) {
      ends.add(Status.fromThrowable(failure).getCode());
    }

    @Override
    public void onCompleted() {}
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), httpPort)) {
      socket
          .getOutputStream()
          .write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private HttpRequest.Builder change(String body) {
    return change("/loggers/io.hami.mock.none", body);
  }

  private HttpRequest.Builder change(String path, String body) {
    return HttpRequest.newBuilder(uri(path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> level(String origin) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri("/loggers/io.hami.mock.none"))
            .header("Content-Type", "application/json")
            .header("Origin", origin)
            .POST(HttpRequest.BodyPublishers.ofString("{\"configuredLevel\":\"WARN\"}")));
  }

  @Test
  void faultsAreInjectedShownAndRemoved() throws Exception {
    see("true");
    Units all = new Units(65_536, 65_536);
    soon(() -> assertThat(memory()).hasValue(all));
    HttpResponse<String> injected =
        fault("{\"fault\":\"unhealthy\",\"cards\":[\"GPU-a2\"],\"of\":\"NVIDIA\",\"for\":\"10m\"}");
    assertThat(injected.statusCode()).isEqualTo(201);
    assertThat(injected.body()).isEqualTo("{\"id\":\"f1\"}");
    soon(() -> assertThat(memory()).hasValue(new Units(65_536, 32_768)));
    assertThat(get("/faults").body()).contains("\"id\":\"f1\"", "cards GPU-a2 unhealthy");
    assertThat(get("/resources").body()).contains("\"faults\":[{\"id\":\"f1\"", "; injected: ");
    assertThat(get("/prometheus").body()).contains("mock_device_plugin_faults_injected 1.0");
    assertThat(delete("/faults/f7").statusCode()).isEqualTo(404);
    assertThat(delete("/faults/f1").statusCode()).isEqualTo(204);
    soon(() -> assertThat(memory()).hasValue(all));
    assertThat(fault("{\"fault\":\"freeze-list\",\"for\":\"1s\"}").statusCode()).isEqualTo(201);
    soon(() -> assertThat(get("/faults").body()).isEqualTo("[]"));
    assertThat(delete("/faults").statusCode()).isEqualTo(204);
  }

  @Test
  void anInvalidFaultIsRefused() throws Exception {
    see("true");
    soon(() -> assertThat(memory()).isPresent());
    for (String body :
        new String[] {
          "", "[]", "{", "{} {}", "{\"fault\":{\"for\":1}}", "{\"fault\":\"unhealthy\"}", "null"
        }) {
      assertThat(fault(body).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(fault("{\"fault\":\"unhealty\",\"for\":\"1m\"}").body())
        .contains("fault: one of the faults", "found 'unhealty'");
    assertThat(
            send(HttpRequest.newBuilder(uri("/faults"))
                    .header("Content-Type", "text/plain")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"fault\":\"unhealthy\",\"for\":\"1m\"}")))
                .statusCode())
        .isEqualTo(415);
    assertThat(get("/faults").body()).isEqualTo("[]");
    Files.writeString(config, "control: {changes: false}");
    soon(
        () ->
            assertThat(fault("{\"fault\":\"unhealthy\",\"for\":\"1m\"}").statusCode())
                .isEqualTo(403));
    assertThat(delete("/faults").statusCode()).isEqualTo(403);
  }

  private Optional<Units> memory() {
    return kubelet.orElseThrow().resource("nvidia.com/gpumem");
  }

  private HttpResponse<String> fault(String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri("/faults"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).DELETE());
  }

  @Test
  void grpcProbesGetTheSameHealth() {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    try {
      assertThat(probe(channel, "readiness")).isEqualTo(ServingStatus.NOT_SERVING);
      see("true");
      soon(() -> assertThat(probe(channel, "readiness")).isEqualTo(ServingStatus.SERVING));
      soon(() -> assertThat(probe(channel, "liveness")).isEqualTo(ServingStatus.SERVING));
      assertThat(probe(channel, "")).isEqualTo(ServingStatus.SERVING);
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aProbeThatIsTooLargeIsRefusedAndTheNextIsAnswered() {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    try {
      assertThatThrownBy(() -> probe(channel, "x".repeat(100_000)))
          .isInstanceOf(StatusRuntimeException.class);
      soon(() -> assertThat(probe(channel, "liveness")).isEqualTo(ServingStatus.SERVING));
    } finally {
      channel.shutdownNow();
    }
  }

  private static ServingStatus probe(ManagedChannel channel, String service) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void thePageShowsTheNodeAndFollowsIt() throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER), "needs Chromium");
    see("true");
    ChromeDriver browser = browser();
    try {
      browser.get(uri("/").toString());
      soon(() -> assertThat(text(browser, "#resources")).contains("65,536", "advertised"));
      assertThat(text(browser, "#node")).isEqualTo("node1");
      // The page shows a vendor's text as text, even if it looks like HTML.
      assertThat(text(browser, "#cards")).contains("NVIDIA-<b>V100</b>", "healthy");
      see("false");
      soon(() -> assertThat(text(browser, "#cards")).contains("unhealthy"));
      soon(() -> assertThat(text(browser, "#resources")).contains("32,768"));
      Files.writeString(config, "vendors: {NVIDIA: {memoryFactor: 8}}");
      soon(() -> assertThat(text(browser, "#resources")).contains("8,192", "plugin config"));
      Files.writeString(config, "vendors: {NVIDIA: {memoryFaktor: 8}}");
      soon(() -> assertThat(text(browser, "#problems")).contains("did you mean 'memoryFactor'?"));
      assertThat(text(browser, "#resources")).contains("8,192");
      fault("{\"fault\":\"unhealthy\",\"percent\":50,\"for\":\"10m\"}");
      soon(() -> assertThat(text(browser, "#faults")).contains("f1: 50 % of the cards unhealthy"));
      plugin.orElseThrow().close();
      plugin = Optional.empty();
      soon(() -> assertThat(text(browser, "#gone")).contains("does not answer"));
    } finally {
      browser.quit();
    }
  }

  private static String text(ChromeDriver browser, String selector) {
    return browser.findElement(By.cssSelector(selector)).getText();
  }

  private ChromeDriver browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1200,900",
        "--user-data-dir=" + directory.resolve("browser"));
    return new ChromeDriver(
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(), options);
  }
}
