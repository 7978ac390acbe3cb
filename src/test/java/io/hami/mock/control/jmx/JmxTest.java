package io.hami.mock.control.jmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hami.mock.control.Identity;
import io.hami.mock.control.Operator;
import io.hami.mock.control.jmx.RemoteJmx.Settings;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Kubelet;
import io.hami.mock.reconcile.FakeVendor;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.reconcile.LoopThread;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.RecordingPublisher;
import io.hami.mock.reconcile.Sources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.rmi.MarshalledObject;
import java.rmi.Remote;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIServer;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JmxTest {
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final LoopThread loop = new LoopThread();
  private final Vendors vendors = new Vendors(List.of(new FakeVendor()));
  private final Reconciler reconciler = new Reconciler(loop, new RecordingPublisher(), vendors);
  private final HandSource source = new HandSource();
  private final JmxBeans beans =
      new JmxBeans(
          reconciler,
          new Operator(loop, reconciler, vendors),
          new QuietKubelet(),
          new Identity("node1", "1.0"));
  private final ObjectName plugin = name("io.hami.mock:type=DevicePlugin");
  private final ObjectName resource =
      name("io.hami.mock:type=Resource,vendor=Example,name=example.com/gpumem");
  @TempDir private Path directory;

  private record QuietKubelet() implements Kubelet {
    @Override
    public Contact contact() {
      return new Contact(true, 2, Optional.empty());
    }

    @Override
    public Map<ResourceName, String> silentSockets(Duration patience) {
      return Map.of();
    }
  }

  private static ObjectName name(String text) {
    try {
      return new ObjectName(text);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private void see(String mebibytes) {
    source.facts(
        new NodeFacts(
            "node1",
            mebibytes.isEmpty() ? Map.of() : Map.of(FakeVendor.ANNOTATION, mebibytes),
            Map.of(),
            Map.of(),
            Map.of()));
  }

  @BeforeEach
  void start() {
    reconciler.start(Sources.of(source));
    await().until(() -> source.listener().isPresent());
    beans.start();
    see("1000");
    await().until(() -> server.isRegistered(resource));
  }

  @AfterEach
  void close() {
    beans.close();
    assertThat(server.isRegistered(plugin)).isFalse();
    assertThat(server.isRegistered(resource)).isFalse();
    loop.close();
  }

  @Test
  void everyAttributeIsOfAnOpenTypeAndDescribed() throws Exception {
    for (ObjectName bean : List.of(plugin, resource)) {
      assertThat(server.getMBeanInfo(bean).getAttributes())
          .isNotEmpty()
          .allSatisfy(
              attribute -> {
                assertThat(attribute.getDescriptor().getFieldValue("openType")).isNotNull();
                assertThat(attribute.getDescription()).isNotEmpty();
              });
    }
    assertThat(server.getMBeanInfo(plugin).getOperations())
        .filteredOn(operation -> operation.getName().equals("setMemoryFactor"))
        .allSatisfy(
            operation ->
                assertThat(operation.getSignature())
                    .extracting("name")
                    .contains("vendor", "factor"))
        .hasSize(1);
  }

  @Test
  void aFactorIsSetNotifiedAndReset() throws Exception {
    BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
    server.addNotificationListener(
        plugin, (notification, _) -> heard.add(notification), null, null);
    server.setAttribute(resource, new Attribute("SplitFactor", 10));
    await()
        .untilAsserted(
            () -> assertThat(server.getAttribute(resource, "AdvertisedUnits")).isEqualTo(100L));
    await().untilAsserted(() -> assertThat(heard).extracting("type").contains(JmxBeans.COUNT));
    assertThat((String[]) server.getAttribute(plugin, "OperatorFactors")).hasSize(1);
    server.invoke(plugin, "resetFactors", new Object[] {""}, new String[] {"java.lang.String"});
    await()
        .untilAsserted(
            () -> assertThat(server.getAttribute(resource, "AdvertisedUnits")).isEqualTo(1000L));
    assertThat((String) server.invoke(plugin, "explain", null, null)).contains("device-plugin");
  }

  @Test
  void aProblemIsTheLastErrorAndAResourceWithoutCardsSaysWhy() throws Exception {
    assertThat(server.getAttribute(plugin, "LastError")).isEqualTo("");
    see("garbage");
    await()
        .untilAsserted(
            () ->
                assertThat((String) server.getAttribute(plugin, "LastError"))
                    .contains("not a number"));
    see("");
    await()
        .untilAsserted(
            () -> assertThat(server.getAttribute(resource, "State")).isEqualTo("absent"));
    assertThat(server.getAttribute(resource, "Reason")).isEqualTo("no annotation");
    assertThat(server.getAttribute(resource, "AdvertisedUnits")).isEqualTo(0L);
    assertThat((String[]) server.getAttribute(plugin, "Notices"))
        .singleElement()
        .asString()
        .startsWith("nothing is advertised on this Node");
    assertThat((String) server.invoke(plugin, "explain", null, null))
        .contains("nothing is advertised on this Node");
  }

  private static Settings plain() {
    return new Settings(
        "127.0.0.1", 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private String client(RemoteJmx remote, List<String> options, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    Path classes = Files.createDirectories(directory.resolve("client/io/hami/mock/control/jmx"));
    for (String file : List.of("JmxClient.class", "JmxClient$Attempt.class")) {
      try (var bytes = JmxClient.class.getResourceAsStream(file)) {
        Files.write(classes.resolve(file), bytes.readAllBytes());
      }
    }
    command.addAll(List.of("-cp", directory.resolve("client").toString()));
    command.addAll(List.of(JmxClient.class.getName(), Integer.toString(remote.port())));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void aClientWithoutOurClassesReadsAndIsToldWhyItIsRefusedAndTheCloseFreesThePort()
      throws Exception {
    int port;
    try (RemoteJmx remote = RemoteJmx.start(plain())) {
      port = remote.port();
      assertThat(client(remote, List.of(), "plain"))
          .contains("node node1", "rows 1", "whole number of at least 1, not 0")
          .contains("beans passed", "threads passed", "listener passed", "options passed")
          .contains("heap refused: java.lang.SecurityException: remote clients may change")
          .contains("agent refused: java.lang.SecurityException")
          .contains("removal refused: java.lang.SecurityException: remote clients may not")
          .contains("bean refused: java.lang.SecurityException")
          .contains("foreign class refused: java.io.InvalidClassException: filter status")
          .contains("half the length refused: java.lang.IllegalArgumentException")
          .contains("often refused: java.lang.IllegalStateException: too many changes")
          // The refusal ends the connection; a client that is still sending may notice that first.
          .containsPattern(
              "(?m)^length refused: java\\.(io\\.(InvalidClassException|EOF)" + "|net\\.Socket)")
          .doesNotContain("ClassNotFound");
      assertThat(server.isRegistered(plugin)).isTrue();
    }
    int freed = port;
    // Open connections need a moment to close.
    await()
        .ignoreExceptionsInstanceOf(BindException.class)
        .untilAsserted(
            () -> {
              try (ServerSocket free =
                  new ServerSocket(freed, 1, InetAddress.getLoopbackAddress())) {
                assertThat(free.isBound()).isTrue();
              }
            });
  }

  /** The JDKs of this machine: this one, and older ones where they are installed. */
  static Stream<Path> everyJdk() throws IOException {
    Path here = Path.of(System.getProperty("java.home")).toRealPath();
    Path all = Path.of("/usr/lib/jvm");
    Set<Path> found = new TreeSet<>(Set.of(here));
    if (Files.isDirectory(all)) {
      try (Stream<Path> entries = Files.list(all)) {
        for (Path home : entries.toList()) {
          if (Files.isExecutable(home.resolve("bin/java"))) {
            found.add(home.toRealPath());
          }
        }
      }
    }
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource("everyJdk")
  void consolesOfEveryJdkReadInvokeAndSubscribe(Path home) throws Exception {
    Path source = directory.resolve("OldClient.java");
    try (var text = JmxTest.class.getResourceAsStream("OldClient.java")) {
      Files.write(source, text.readAllBytes());
    }
    assertThat(
            ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, "--release", "11", source.toString()))
        .isZero();
    Path passwords = Files.writeString(directory.resolve("passwords"), "admin secret\n");
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
    Settings secret =
        new Settings(
            "127.0.0.1",
            0,
            Optional.of(passwords),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try (RemoteJmx remote = RemoteJmx.start(plain())) {
      assertThat(onJdk(home, remote)).contains("rows 1", "heard true", "invoked");
    }
    try (RemoteJmx remote = RemoteJmx.start(secret)) {
      assertThat(onJdk(home, remote, "admin", "secret"))
          .contains("rows 1", "heard true", "invoked");
    }
  }

  private String onJdk(Path home, RemoteJmx remote, String... login) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.addAll(List.of("-cp", directory.toString(), "OldClient"));
    command.add(Integer.toString(remote.port()));
    command.addAll(List.of(login));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  /** Each login is an object that stays for minutes, whether its client still lives or not. */
  @Test
  void loginsAndSubscriptionsAreBounded() throws Exception {
    try (RemoteJmx remote = RemoteJmx.start(plain())) {
      Registry registry = LocateRegistry.getRegistry("127.0.0.1", remote.port());
      RMIServer logins = (RMIServer) registry.lookup("jmxrmi");
      List<RMIConnection> clients = new ArrayList<>();
      for (int client = 0; client < 40; client++) {
        clients.add(logins.newClient(null));
      }
      assertThatThrownBy(() -> clients.getFirst().getDefaultDomain(null))
          .isInstanceOf(IOException.class);
      RMIConnection last = clients.getLast();
      assertThat(last.getMBeanCount(null)).isPositive();
      ObjectName[] hundred = Collections.nCopies(100, plugin).toArray(ObjectName[]::new);
      MarshalledObject<?>[] filters = new MarshalledObject<?>[100];
      Integer[] ids = {};
      for (int call = 0; call < 5; call++) {
        ids = last.addNotificationListeners(hundred, filters, null);
      }
      assertThatThrownBy(() -> last.addNotificationListeners(hundred, filters, null))
          .hasStackTraceContaining("500 subscriptions");
      last.removeNotificationListeners(plugin, ids, null);
      assertThat(last.addNotificationListeners(hundred, filters, null)).hasSize(100);
      last.close();
    }
  }

  /** Whoever connects next would give its password to the other's server. */
  @Test
  void nobodyReplacesTheNameInTheRegistry() throws Exception {
    Remote other = new Remote() {};
    try (RemoteJmx remote = RemoteJmx.start(plain())) {
      Registry registry = LocateRegistry.getRegistry("127.0.0.1", remote.port());
      Remote ours = registry.lookup("jmxrmi");
      Remote stub = UnicastRemoteObject.exportObject(other, 0);
      assertThatThrownBy(() -> registry.rebind("jmxrmi", stub))
          .hasStackTraceContaining("filter status: REJECTED");
      assertThat(registry.lookup("jmxrmi")).isEqualTo(ours);
    } finally {
      UnicastRemoteObject.unexportObject(other, true);
    }
  }

  /**
   * Connections that send nothing block consoles for a moment only, and use no thread after that.
   */
  @Test
  void connectionsAreBoundedAndSilentOnesMakeRoomAgain() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (RemoteJmx remote = RemoteJmx.start(plain())) {
      for (int count = 0; count < 64; count++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), remote.port()));
      }
      Socket last = silent.getLast();
      last.setSoTimeout(2_000);
      assertThat(last.getInputStream().read()).isEqualTo(-1);
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(
              () -> assertThat(client(remote, List.of(), "plain")).contains("node node1"));
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void faultsAreInjectedAndRemoved() throws Exception {
    String[] types = {String.class.getName()};
    Object[] sick = {"unhealthy percent=50 of=example for=10m"};
    assertThat(server.invoke(plugin, "injectFault", sick, types)).isEqualTo("f1");
    assertThat((String[]) server.getAttribute(plugin, "Faults"))
        .singleElement()
        .asString()
        .startsWith("f1: 50 % of the cards unhealthy, Example, until ");
    assertThat((String) server.invoke(plugin, "explain", new Object[0], new String[0]))
        .contains("; injected: 50 % of the cards unhealthy");
    assertThatThrownBy(
            () -> server.invoke(plugin, "injectFault", new Object[] {"unhealthy"}, types))
        .rootCause()
        .hasMessageContaining("for: how long");
    assertThatThrownBy(() -> server.invoke(plugin, "resetFault", new Object[] {" "}, types))
        .rootCause()
        .hasMessageContaining("the id of a fault");
    server.invoke(plugin, "resetFault", new Object[] {"f1"}, types);
    server.invoke(plugin, "injectFault", sick, types);
    server.invoke(plugin, "resetFaults", new Object[0], new String[0]);
    assertThat((String[]) server.getAttribute(plugin, "Faults")).isEmpty();
  }

  @Test
  void passwordAndTlsAdmitTheClientsThatHaveThem() throws Exception {
    HeldCertificate held =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    Path certificate = Files.writeString(directory.resolve("tls.crt"), held.certificatePem());
    Path key = Files.writeString(directory.resolve("tls.key"), held.privateKeyPkcs8Pem());
    Path passwords = Files.writeString(directory.resolve("passwords"), "admin secret\n");
    Settings settings =
        new Settings(
            "127.0.0.1",
            0,
            Optional.of(passwords),
            Optional.empty(),
            Optional.of(certificate),
            Optional.of(key));
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> RemoteJmx.start(settings))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("accessible to its owner only");
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));

    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("jmx", held.certificate());
    Path store = directory.resolve("trust.p12");
    try (var out = Files.newOutputStream(store)) {
      trusted.store(out, "changeit".toCharArray());
    }
    List<String> options =
        List.of(
            "-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=changeit");
    try (RemoteJmx remote = RemoteJmx.start(settings)) {
      assertThat(client(remote, options, "tls", "admin", "secret")).contains("node node1");
      assertThat(client(remote, options, "tls", "admin", "wrong"))
          .contains("SecurityException")
          .doesNotContain("node node1");
    }
  }

  @Test
  void anAddressThatOtherMachinesReachNeedsPasswordAndTls() {
    Optional<Path> file = Optional.of(Path.of("/x"));
    Optional<Path> none = Optional.empty();
    assertThat(RemoteJmx.refusal(plain())).isEmpty();
    assertThat(RemoteJmx.refusal(new Settings("10.0.0.1", 1, none, none, none, none))).isPresent();
    assertThat(RemoteJmx.refusal(new Settings("10.0.0.1", 1, file, none, none, none))).isPresent();
    assertThat(RemoteJmx.refusal(new Settings("10.0.0.1", 1, none, none, file, file))).isPresent();
    assertThat(RemoteJmx.refusal(new Settings("10.0.0.1", 1, file, none, file, file))).isEmpty();
    assertThat(RemoteJmx.refusal(new Settings("0.0.0.0", 1, file, none, file, file))).isPresent();
    assertThat(RemoteJmx.refusal(new Settings("::1", 1, none, none, file, none))).isPresent();
    assertThat(RemoteJmx.refusal(new Settings("::1", 1, none, file, none, none))).isPresent();
    assertThat(RemoteJmx.refusal(new Settings("::1", 65_536, none, none, none, none))).isPresent();
  }
}
