package io.hami.mock.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.hami.mock.cluster.FakeApiServer;
import io.hami.mock.model.Units;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Release;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.rmi.MarshalledObject;
import java.rmi.registry.LocateRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.Query;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shipped distribution, with the JVM flags that ship, under every attack of the table in {@code
 * docs/faults.md}: beside a made-up kubelet and API server, so that it needs no Kubernetes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileSweepIT {
  private static final String NVIDIA_MEMORY = "nvidia.com/gpumem";
  private static final Units ALL = new Units(65_536, 65_536);

  private static final Pattern CONFIG_GOOD =
      Pattern.compile("^mock_device_plugin_config_good 1", Pattern.MULTILINE);

  private static final Pattern ADVERTISED =
      Pattern.compile(
          "^mock_device_plugin_resource_state[{](?=.*resource=\"nvidia.com/gpumem\")"
              + "(?=.*state=\"advertised\").* 1",
          Pattern.MULTILINE);

  /** How long a probe may take, as in the manifests; and how many may be lost in a row. */
  private static final int PROBE_MILLIS = 1_000;

  /**
   * What the heap may grow by, in bytes: classes, tables and caches that a first use of JMX, HTTP
   * and the parsers fills; 4.6 MB were seen. Each attack alone could take a hundred times as much.
   */
  private static final long HEAP = 8L << 20;

  private static final int PROBES = 4;

  /** How often every attack is tried; six take ten minutes. */
  private static final int ROUNDS = Integer.getInteger("sweep.rounds", 1);

  private final int http = freePort();
  private final int grpc = freePort();
  private final int jmx = freePort();
  private Path directory = Path.of("/");
  private Path sockets = directory;
  private Path config = directory;
  private Optional<FakeApiServer> server = Optional.empty();
  private Optional<EmbeddedKubelet> kubelet = Optional.empty();
  private Optional<PluginProcess> plugin = Optional.empty();
  private Footing before = new Footing(0, 0, 0);
  private Footing last = before;
  private long growth = HEAP;
  private final AtomicInteger probes = new AtomicInteger();

  /** What the process holds: bytes of heap after a collection, threads and file descriptors. */
  private record Footing(long heap, long threads, long descriptors) {}

  /** Is done to the plugin while its liveness is watched. */
  @FunctionalInterface
  private interface Attack {
    void run() throws Exception;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** A socket's path has room for about a hundred characters. */
  @BeforeAll
  void start() throws Exception {
    directory = Files.createTempDirectory("sweep");
    sockets = Files.createDirectory(directory.resolve("s"));
    config = Files.writeString(directory.resolve("config.yaml"), "{}");
    server = Optional.of(FakeApiServer.https("node1"));
    server.get().annotate(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100);
    kubelet = Optional.of(new EmbeddedKubelet(KubeletOptions.of(sockets, Release.V1_36)).start());
    plugin =
        Optional.of(
            PluginProcess.start(
                "--kubeconfig",
                server.get().writeKubeconfig(directory).toString(),
                "--node-name=node1",
                "--device-plugin-dir=" + sockets,
                "--config-file=" + config,
                "--http-address=127.0.0.1:" + http,
                "--grpc-health-address=127.0.0.1:" + grpc,
                "--jmx-port=" + jmx));
    await("the plugin serves").atMost(Duration.ofMinutes(2)).until(this::isAlive);
    awaitRight();
    // What is loaded once is no growth.
    for (int warm = 0; warm < 20; warm++) {
      for (String page : List.of("/", "/health", "/prometheus", "/loggers", "/resources", "/x")) {
        assertThat(get(page)).startsWith("HTTP/1.1 ");
      }
      footing();
    }
    before = footing();
  }

  @AfterAll
  void stop() throws IOException {
    try {
      plugin.ifPresent(
          process -> {
            try (process) {
              assertThat(process.alive()).isTrue();
              assertKeepsNothing();
            }
          });
    } finally {
      kubelet.ifPresent(EmbeddedKubelet::close);
      if (server.isPresent()) {
        server.get().close();
      }
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  Stream<Arguments> attacks() {
    Map<String, Attack> all = new LinkedHashMap<>();
    http(all);
    grpc(all);
    jmx(all);
    sockets(all);
    texts(all);
    List<Arguments> rounds = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      if (round == 2) {
        rounds.add(Arguments.argumentSet("what first uses fill", (Attack) this::beginAnew));
      }
      for (Map.Entry<String, Attack> attack : all.entrySet()) {
        rounds.add(Arguments.argumentSet(attack.getKey(), attack.getValue()));
      }
    }
    return rounds.stream();
  }

  /** From the second round on nothing is used for the first time. */
  private void beginAnew() throws Exception {
    assertKeepsNothing();
    before = footing();
    growth = before.heap() / 20;
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void staysAliveAndRightAndKeepsNothing(Attack attack) throws Exception {
    Prober prober = new Prober();
    try (prober) {
      attack.run();
    }
    assertThat(prober.mostLost).as("probes lost in a row").isLessThan(PROBES);
    awaitRight();
  }

  /** Sends the liveness probe again and again. */
  private final class Prober implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private int lost;
    private volatile int mostLost;

    Prober() {
      var _ = thread.scheduleWithFixedDelay(this::probe, 0, 50, TimeUnit.MILLISECONDS);
    }

    private void probe() {
      lost = isAlive() ? 0 : lost + 1;
      mostLost = Math.max(mostLost, lost);
      probes.incrementAndGet();
    }

    @Override
    public void close() {
      thread.close();
    }
  }

  /** Waits until so many more probes have been answered or lost, while the attack goes on. */
  private void awaitProbes(int more) {
    int target = probes.get() + more;
    await(more + " probes")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> probes.get() >= target);
  }

  /** After all attacks: pools need a minute without work to end their threads. */
  private void assertKeepsNothing() {
    await("as little as before: " + before)
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(500))
        // Remote JMX itself may be busy with those that were silent.
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              Footing now = footing();
              last = now;
              assertThat(now.heap()).isLessThan(before.heap() + growth);
              assertThat(now.threads()).isLessThan(before.threads() + 6);
              assertThat(now.descriptors()).isLessThan(before.descriptors() + 10);
            });
    System.out.printf("after the sweep: %s, then %s%n", before, last);
  }

  private boolean isAlive() {
    try {
      return get("/health/liveness").contains(" 200 ");
    } catch (IOException _) {
      return false;
    }
  }

  private void awaitRight() {
    await("the numbers are right and health is UP")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              assertThat(plugin.orElseThrow().alive()).isTrue();
              assertThat(kubelet.orElseThrow().resource(NVIDIA_MEMORY)).hasValue(ALL);
              assertThat(get("/health/readiness")).contains(" 200 ");
              assertThat(get("/health")).contains("\"status\":\"UP\"");
            });
  }

  private Footing footing() throws Exception {
    long heap = Long.MAX_VALUE;
    long threads;
    try (JMXConnector connector = connect()) {
      MemoryMXBean memory =
          ManagementFactory.getPlatformMXBean(
              connector.getMBeanServerConnection(), MemoryMXBean.class);
      for (int round = 0; round < 2; round++) {
        memory.gc();
        heap = Math.min(heap, memory.getHeapMemoryUsage().getUsed());
      }
      threads =
          ManagementFactory.getPlatformMXBean(
                  connector.getMBeanServerConnection(), ThreadMXBean.class)
              .getThreadCount();
    }
    try (Stream<Path> open = Files.list(Path.of("/proc/" + plugin.orElseThrow().pid() + "/fd"))) {
      return new Footing(heap, threads, open.count());
    }
  }

  @SuppressWarnings("BanJNDI")
  private JMXConnector connect() throws IOException {
    return JMXConnectorFactory.connect(
        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + jmx + "/jmxrmi"));
  }

  // HTTP and gRPC

  private Socket open(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
    socket.setSoTimeout(PROBE_MILLIS);
    return socket;
  }

  private String get(String path) throws IOException {
    try (Socket socket = open(http)) {
      socket.getOutputStream().write(request(path).getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static String request(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  }

  /** Many clients at a time that do the same again and again for two seconds. */
  private static void crowd(int clients, Callable<?> what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < clients; client++) {
        var _ =
            crowd.submit(
                () -> {
                  while (System.nanoTime() - end < 0) {
                    try {
                      what.call();
                    } catch (IOException | RuntimeException _) {
                      // It was refused or cut: once more.
                    }
                  }
                  return null;
                });
      }
    }
  }

  /** Sends {@code bytes}, as far as they are taken, and waits for the end of the connection. */
  private void send(int port, byte[] bytes) throws IOException {
    try (Socket socket = open(port)) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      while (socket.getInputStream().read() >= 0) {}
    }
  }

  private void sendIgnoringTheEnd(int port, byte[] bytes) {
    try {
      send(port, bytes);
    } catch (IOException _) {
      // Refused or cut, as it should be.
    }
  }

  private static byte[] garbage(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private void http(Map<String, Attack> all) {
    all.put(
        "HTTP: 500 slow connections",
        () -> {
          List<Socket> slow = new ArrayList<>();
          try {
            for (int count = 0; count < 500; count++) {
              slow.add(open(http));
            }
            for (char letter : "GET / HTTP/1.1\r\n".toCharArray()) {
              for (Socket socket : slow) {
                try {
                  socket.getOutputStream().write(letter);
                } catch (SocketException _) {
                  // It was closed to make room.
                }
              }
              awaitProbes(4);
            }
          } finally {
            for (Socket socket : slow) {
              socket.close();
            }
          }
        });
    all.put(
        "HTTP: 500 connections that come back at once",
        () ->
            crowd(
                500,
                () -> {
                  try (Socket socket = open(http)) {
                    socket.getOutputStream().write('G');
                    return socket.getInputStream().read();
                  }
                }));
    all.put("HTTP: 16 clients without a pause", () -> crowd(16, () -> get("/health")));
    all.put(
        "HTTP: 500 names of loggers",
        () -> {
          for (int count = 0; count < 500; count++) {
            assertThat(get("/loggers/n" + count + ".a".repeat(3_000))).contains(" 200 ");
          }
        });
    all.put(
        "HTTP: long and endless requests",
        () -> {
          for (int count = 0; count < 5; count++) {
            sendIgnoringTheEnd(http, ("GET /" + "x".repeat(1 << 20)).getBytes(ISO_8859_1));
            sendIgnoringTheEnd(
                http, ("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(100_000)).getBytes(ISO_8859_1));
            sendIgnoringTheEnd(
                http,
                ("POST /faults HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + ("1000\r\n" + "[".repeat(4_096) + "\r\n").repeat(500))
                    .getBytes(ISO_8859_1));
            sendIgnoringTheEnd(http, garbage(1 << 18));
          }
        });
    all.put(
        "HTTP: answers that nobody reads",
        () -> {
          List<Socket> deaf = new ArrayList<>();
          try {
            byte[] requests =
                "GET /prometheus HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .repeat(200)
                    .getBytes(ISO_8859_1);
            for (int count = 0; count < 20; count++) {
              Socket socket = open(http);
              deaf.add(socket);
              try {
                socket.getOutputStream().write(requests);
              } catch (SocketException _) {
                // It was closed, as it should be.
              }
            }
            awaitProbes(40);
          } finally {
            for (Socket socket : deaf) {
              socket.close();
            }
          }
        });
  }

  private void grpc(Map<String, Attack> all) {
    all.put(
        "gRPC health: 2,000 watches",
        () -> {
          List<ManagedChannel> channels = new ArrayList<>();
          Watcher watcher = new Watcher();
          try {
            for (int count = 0; count < 20; count++) {
              ManagedChannel channel =
                  ManagedChannelBuilder.forAddress("127.0.0.1", grpc).usePlaintext().build();
              channels.add(channel);
              for (int watch = 0; watch < 100; watch++) {
                HealthGrpc.newStub(channel)
                    .watch(
                        HealthCheckRequest.newBuilder().setService("s" + watch).build(), watcher);
              }
            }
            await("a watch is refused")
                .atMost(Duration.ofSeconds(30))
                .until(() -> watcher.refused.get() > 0);
            awaitProbes(20);
          } finally {
            channels.forEach(ManagedChannel::shutdownNow);
          }
        });
    all.put(
        "gRPC health: garbage and silence",
        () -> {
          List<Socket> silent = new ArrayList<>();
          try {
            for (int count = 0; count < 500; count++) {
              silent.add(open(grpc));
            }
            for (int count = 0; count < 20; count++) {
              sendIgnoringTheEnd(grpc, garbage(1 << 16));
            }
          } finally {
            for (Socket socket : silent) {
              socket.close();
            }
          }
        });
  }

  /** Counts the refusals of watches. */
  private static final class Watcher implements StreamObserver<HealthCheckResponse> {
    private final AtomicInteger refused = new AtomicInteger();

    @Override
    public void onNext(HealthCheckResponse value) {}

    @Override
    public void onError(Throwable failure) {
      refused.incrementAndGet();
    }

    @Override
    public void onCompleted() {}
  }

  // JMX

  /** Makes a call that is refused; how does not matter. */
  private static void refused(Callable<?> call) {
    try {
      call.call();
    } catch (Exception _) {
      // As it should be.
    }
  }

  private void jmx(Map<String, Attack> all) {
    all.put(
        "JMX: 64 silent sockets, and garbage",
        () -> {
          List<Socket> silent = new ArrayList<>();
          try {
            for (int count = 0; count < 64; count++) {
              refused(() -> silent.add(open(jmx)));
            }
            for (int count = 0; count < 5; count++) {
              sendIgnoringTheEnd(jmx, garbage(1 << 16));
            }
          } finally {
            for (Socket socket : silent) {
              socket.close();
            }
          }
        });
    all.put(
        "JMX: 300 logins and 2,000 subscriptions",
        () -> {
          ObjectName bean = new ObjectName("io.hami.mock:type=DevicePlugin");
          RMIServer logins =
              (RMIServer) LocateRegistry.getRegistry("127.0.0.1", jmx).lookup("jmxrmi");
          List<RMIConnection> clients = new ArrayList<>();
          for (int count = 0; count < 300; count++) {
            clients.add(logins.newClient(null));
          }
          ObjectName[] names = Collections.nCopies(100, bean).toArray(ObjectName[]::new);
          for (int count = 0; count < 20; count++) {
            refused(
                () ->
                    clients
                        .getLast()
                        .addNotificationListeners(names, new MarshalledObject<?>[100], null));
          }
          for (RMIConnection client : clients) {
            refused(
                () -> {
                  client.close();
                  return null;
                });
          }
        });
    all.put(
        "JMX: queries, tables and lists that cost more than their length",
        () -> {
          ObjectName memory = new ObjectName("java.lang:type=Memory");
          Object list = "x";
          for (int level = 0; level < 7; level++) {
            list = new ArrayList<>(Collections.nCopies(100, list));
          }
          HashMap<Object, Object> table = new HashMap<>();
          table.put(new Unhashed(list), 1);
          Object value = table;
          Object deep = "x";
          for (int level = 0; level < 500; level++) {
            deep = new Object[] {deep};
          }
          Object nested = deep;
          refusedOverJmx(
              server ->
                  server.queryNames(
                      null, Query.match(Query.attr("ClassPath"), Query.value("*a".repeat(30)))));
          refusedOverJmx(
              server -> {
                server.setAttribute(memory, new Attribute("Verbose", value));
                return null;
              });
          refusedOverJmx(
              server -> {
                server.setAttribute(memory, new Attribute("Verbose", nested));
                return null;
              });
          refusedOverJmx(
              server -> server.invoke(memory, "x".repeat(20 << 20), new Object[0], new String[0]));
        });
  }

  /** Written as its list, so that only the plugin would hash that. */
  private record Unhashed(Object list) implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int hashCode() {
      return 1;
    }

    Object writeReplace() {
      return list;
    }
  }

  private interface JmxCall {
    @Nullable Object make(MBeanServerConnection server) throws Exception;
  }

  private void refusedOverJmx(JmxCall call) {
    refused(
        () -> {
          try (JMXConnector connector = connect()) {
            return call.make(connector.getMBeanServerConnection());
          }
        });
  }

  // The kubelet's directory

  private List<Path> own() throws IOException {
    try (Stream<Path> files = Files.list(sockets)) {
      return files.filter(file -> file.getFileName().toString().startsWith("hami-mock-")).toList();
    }
  }

  private void sockets(Map<String, Attack> all) {
    all.put(
        "kubelet's directory: silence and garbage on the plugin's sockets",
        () -> {
          List<SocketChannel> clients = new ArrayList<>();
          try {
            for (Path socket : own()) {
              for (int count = 0; count < 200; count++) {
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                clients.add(client);
                if (count % 2 == 0) {
                  client.configureBlocking(false);
                  client.write(ByteBuffer.wrap(garbage(1 << 14)));
                }
              }
            }
            awaitProbes(20);
          } catch (IOException _) {
            // Cut, as it should be.
          } finally {
            for (SocketChannel client : clients) {
              client.close();
            }
          }
        });
    all.put(
        "kubelet's directory: a frozen instance's socket, and 500 dead ones",
        () -> {
          List<SocketChannel> waiting = new ArrayList<>();
          String name = own().getFirst().getFileName().toString();
          IntFunction<Path> other =
              number ->
                  sockets.resolve(
                      name.replaceAll("[0-9a-f]{8}\\.sock$", "%08x.sock".formatted(number)));
          Path frozen = other.apply(0xabcdef);
          try (ServerSocketChannel listens =
              ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listens.bind(UnixDomainSocketAddress.of(frozen), 1);
            try {
              for (int count = 0; count < 10; count++) {
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(client);
                client.configureBlocking(false);
                client.connect(UnixDomainSocketAddress.of(frozen));
              }
            } catch (IOException _) {
              // Its backlog is full.
            }
            Files.setLastModifiedTime(frozen, FileTime.from(Instant.now().plusSeconds(60)));
            for (int count = 0; count < 500; count++) {
              try (ServerSocketChannel dead =
                  ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                dead.bind(UnixDomainSocketAddress.of(other.apply(count)));
              }
            }
            awaitRight();
          } finally {
            for (SocketChannel client : waiting) {
              client.close();
            }
          }
          for (int count = 0; count < 500; count++) {
            Files.deleteIfExists(other.apply(count));
          }
          Files.deleteIfExists(frozen);
        });
    all.put(
        "kubelet's directory: 1,000 files that come and go",
        () -> {
          for (int count = 0; count < 1_000; count++) {
            Files.delete(Files.createFile(sockets.resolve("f" + count)));
          }
        });
  }

  // Texts

  private static final String DEEP = "[".repeat(100_000);

  private static List<String> nasty() {
    return List.of(
        "",
        "\u0000\uffff\ud800",
        DEEP,
        "{\"a\":".repeat(50_000),
        "9".repeat(200_000),
        "[{\"id\":\"x\",\"count\":" + "9".repeat(250) + ",\"devmem\":1e" + "9".repeat(250) + "}]",
        "a,".repeat(100_000),
        ":".repeat(200_000),
        "\"" + "\\u0000".repeat(30_000) + "\"");
  }

  private void texts(Map<String, Attack> all) {
    all.put(
        "annotation: deep, long, empty and broken texts",
        () -> {
          for (String text : nasty()) {
            server.orElseThrow().annotate(ShippedPlugin.REGISTER, text);
            awaitMetric(ADVERTISED, false);
            server.orElseThrow().annotate(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100);
            awaitMetric(ADVERTISED, true);
          }
        });
    all.put(
        "annotations: 200 that come and go",
        () -> {
          for (int count = 0; count < 200; count++) {
            server.orElseThrow().annotate("example.com/a" + count, "x".repeat(100));
          }
          for (int count = 0; count < 200; count++) {
            server.orElseThrow().unannotate("example.com/a" + count);
          }
        });
    all.put(
        "config file: deep, long, empty and broken texts",
        () -> {
          List<String> texts = new ArrayList<>(nasty());
          texts.add("a: &a [" + "x,".repeat(50) + "]\n" + aliases());
          texts.add("? ".repeat(100_000));
          texts.add("inventory: [{nodeSelector: {name: '" + "*a".repeat(50) + "'}, cards: []}]");
          texts.add(
              "inventory: [{cards: [" + "{profile: nvidia-t4, count: 1000},".repeat(5_000) + "]}]");
          texts.add("vendors: {NVIDIA: {memoryFactor: " + "9".repeat(1_000) + "}}");
          for (String text : texts) {
            Files.writeString(config, text.replace("\ud800", "?"));
            awaitMetric(CONFIG_GOOD, false);
            Files.writeString(config, "{}");
            awaitMetric(CONFIG_GOOD, true);
          }
        });
    all.put(
        "config file: 100 MB, a pipe, a directory, nothing",
        () -> {
          sparse(config, 100L << 20);
          awaitMetric(CONFIG_GOOD, false);
          Files.delete(config);
          awaitMetric(CONFIG_GOOD, true);
          makePipe(config);
          awaitMetric(CONFIG_GOOD, false);
          Files.delete(config);
          awaitMetric(CONFIG_GOOD, true);
          Files.createDirectory(config);
          awaitMetric(CONFIG_GOOD, false);
          Files.delete(config);
          Files.writeString(config, "{}");
          awaitMetric(CONFIG_GOOD, true);
        });
    all.put(
        "checkpoint: deep, long and broken texts, a pipe, a directory",
        () -> {
          Path checkpoint = sockets.resolve("kubelet_internal_checkpoint");
          byte[] good = Files.readAllBytes(checkpoint);
          List<String> texts = new ArrayList<>(nasty());
          texts.add("{\"Data\":{\"RegisteredDevices\":{\"x.y/z\":" + DEEP);
          texts.add(
              "{\"Data\":{\"RegisteredDevices\":{"
                  + String.join(
                      ",",
                      IntStream.range(0, 500_000)
                          .mapToObj(number -> "\"example.com/r" + number + "\":[\"a\"]")
                          .toList())
                  + "}}}");
          for (String text : texts) {
            Path next = directory.resolve("next");
            Files.write(next, text.replace("\ud800", "?").getBytes(ISO_8859_1));
            replaceCheckpoint(checkpoint, next);
          }
          Path large = directory.resolve("large");
          sparse(large, 1L << 30);
          replaceCheckpoint(checkpoint, large);
          Files.delete(checkpoint);
          makePipe(checkpoint);
          awaitProbes(30);
          Files.delete(checkpoint);
          Files.createDirectory(checkpoint);
          awaitProbes(10);
          Files.delete(checkpoint);
          Files.move(
              Files.write(directory.resolve("next"), good),
              checkpoint,
              StandardCopyOption.ATOMIC_MOVE);
        });
  }

  private static String aliases() {
    StringBuilder text = new StringBuilder();
    for (char letter = 'b'; letter <= 'k'; letter++) {
      char last = (char) (letter - 1);
      text.append("%s: &%s [%s]%n".formatted(letter, letter, ("*" + last + ",").repeat(10)));
    }
    return text.toString();
  }

  private static void sparse(Path file, long bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      channel.write(ByteBuffer.wrap(new byte[] {'x'}), bytes - 1);
    }
  }

  private static void makePipe(Path file) {
    LiveNode.run(List.of("mkfifo", file.toString()));
  }

  /** Waits until the plugin says that the new checkpoint cannot be read. */
  private void replaceCheckpoint(Path checkpoint, Path by) throws IOException {
    PluginProcess process = plugin.orElseThrow();
    String said = "kubelet's checkpoint " + checkpoint + " cannot be read";
    int before = Math.toIntExact(process.lines(said));
    Files.move(by, checkpoint, StandardCopyOption.ATOMIC_MOVE);
    process.awaitLines(said, before + 1);
  }

  /** Waits until a metric is 1, or is not. */
  private void awaitMetric(Pattern metric, boolean wanted) {
    await(metric + (wanted ? " is 1" : " is not 1"))
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              String page = get("/prometheus");
              return page.contains(" 200 ") && metric.matcher(page).find() == wanted;
            });
  }
}
