package io.hami.mock.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.kubelet.Advertiser;
import io.hami.mock.kubelet.NodeWithKubelet;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.Units;
import io.hami.mock.port.Publication;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Observations.ReceivedList;
import io.hami.mock.simulator.Release;
import io.hami.mock.v1beta1.Empty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kubelets, plugins, streams and sockets that end and come back. */
class LifeTest extends NodeWithKubelet {
  private static final Duration QUICKLY = Duration.ofSeconds(1);

  /** Uses the timings of a plugin on a node. */
  @ParameterizedTest
  @EnumSource
  void item32RegistersWithANewKubeletWithinASecond(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = Advertiser.ofANode(directory)) {
      plugin.advertise(MEMORY, 1000);
      awaitNode(kubelet, MEMORY, 1000);
      assertThat(
              Stopwatch.fastest(
                  number -> {
                    long began = restart(kubelet);
                    assertThat(kubelet.registrations()).hasSize(2 + number);
                    return Duration.ofNanos(kubelet.registrations().getLast().nanoTime() - began);
                  }))
          .isLessThan(QUICKLY);
    }
  }

  /** If a kubelet first computes its devices after 100 ms, the Node then shows no 0 in between. */
  @ParameterizedTest
  @EnumSource
  void item33ListsToANewKubeletWithinATenthOfASecond(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = Advertiser.ofANode(directory)) {
      plugin.advertise(MEMORY, 1000);
      awaitNode(kubelet, MEMORY, 1000);
      assertThat(
              Stopwatch.fastest(
                  _ -> {
                    long began = restart(kubelet);
                    return Duration.ofNanos(
                        kubelet.lists(MEMORY.toString()).getLast().nanoTime() - began);
                  }))
          .isLessThan(Duration.ofMillis(100));
    }
  }

  /** Restarts the kubelet and returns the time at which that began. */
  private static long restart(EmbeddedKubelet kubelet) {
    kubelet.stop();
    long began = System.nanoTime();
    kubelet.start();
    awaitNode(kubelet, MEMORY, 1000);
    return began;
  }

  @ParameterizedTest
  @EnumSource
  void item36ItsOwnSocketDeletedIsReplacedAndRegisteredAgain(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = Advertiser.ofANode(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(
              Stopwatch.fastest(
                  number -> {
                    long began = System.nanoTime();
                    Files.delete(plugin.socket(MEMORY));
                    await().until(() -> kubelet.registrations().size() == 2 + number);
                    awaitNode(kubelet, MEMORY, 100);
                    return Stopwatch.since(began);
                  }))
          .isLessThan(Duration.ofSeconds(2));
      assertThat(kubelet.streams(MEMORY.toString()).live()).isEqualTo(1);
    }
  }

  /** The next registration has a unique name, so no existing file can be in its way. */
  @ParameterizedTest
  @EnumSource
  void item36AFileInThePlaceOfItsSocketIsLeftAlone(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory).with(release)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      Set<Units> seen = watch(kubelet);
      Path file = Files.writeString(directory.resolve("file"), "precious");
      Path place = plugin.socket(MEMORY);
      Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
      await().until(() -> kubelet.registrations().size() == 2);
      plugin.advertise(MEMORY, 101);
      awaitNode(kubelet, MEMORY, 101);
      if (KubeletVersion.parse(release.toString()).allowsOverlap()) {
        assertThat(seen).containsExactlyInAnyOrder(new Units(100, 100), new Units(101, 101));
      }
      assertThat(plugin.kubelet().silentSockets(Duration.ofSeconds(5))).isEmpty();
      assertThat(place).hasContent("precious");
    }
  }

  /** All values of the memory resource on the Node from now on. */
  private static Set<Units> watch(EmbeddedKubelet kubelet) {
    Set<Units> seen = ConcurrentHashMap.newKeySet();
    kubelet.addListener(() -> kubelet.resource(MEMORY.toString()).ifPresent(seen::add));
    return seen;
  }

  @ParameterizedTest
  @EnumSource
  void item37LeavesTheSocketOfAnotherInstanceInItsPlace(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser newer = new Advertiser(directory)) {
      Advertiser older = new Advertiser(directory);
      try (older) {
        older.advertise(MEMORY, 100);
        awaitNode(kubelet, MEMORY, 100);
        newer.advertise(MEMORY, 100);
        newer.awaitState(MEMORY, Publication.State.ADVERTISED);
        older.awaitState(MEMORY, Publication.State.DISPLACED);
        older.close();
        newer.awaitState(MEMORY, Publication.State.ADVERTISED);
        try (PluginClient client = new PluginClient(newer.socket(MEMORY))) {
          assertThat(client.plugin().getDevicePluginOptions(Empty.getDefaultInstance()))
              .isNotNull();
        }
      }
    }
  }

  /**
   * On 1.25 and later, the end of the older instance's stream also ends the newer one's; that one
   * registers again.
   */
  @ParameterizedTest
  @EnumSource
  void item47ARollingUpdateWithOverlapEndsHealthy(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser newer = Advertiser.ofANode(directory)) {
      try (Advertiser older = Advertiser.ofANode(directory)) {
        older.advertise(MEMORY, 100);
        awaitNode(kubelet, MEMORY, 100);
        newer.advertise(MEMORY, 100);
        newer.awaitState(MEMORY, Publication.State.ADVERTISED);
      }
      newer.advertise(MEMORY, 101);
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(
              () -> assertThat(kubelet.resource(MEMORY.toString())).contains(new Units(101, 101)));
      assertThat(kubelet.streams(MEMORY.toString()).live()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item38AnEndedStreamIsRegisteredAgain(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      kubelet.cancelStreams(MEMORY.toString());
      await().until(() -> kubelet.registrations().size() == 2);
      awaitNode(kubelet, MEMORY, 100);
      kubelet.dropConnections();
      await().until(() -> kubelet.registrations().size() == 3);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(kubelet.streams(MEMORY.toString()).live()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item39TheStreamOfAKilledKubeletIsClosedAtOnce(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      await().until(() -> plugin.publication(MEMORY).traffic().sends() == 1);
      kubelet.stop();
      await().atMost(QUICKLY).until(() -> plugin.publication(MEMORY).streams() == 0);
      plugin.advertise(MEMORY, 101);
      await().until(() -> plugin.publication(MEMORY).units().equals(new Units(101, 101)));
      assertThat(plugin.publication(MEMORY).traffic().sends()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item40TheNextRegisterWaitsForTheEndOfTheOldStream(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      AtomicInteger most = new AtomicInteger();
      kubelet.addListener(
          () -> most.accumulateAndGet(kubelet.streams(MEMORY.toString()).live(), Math::max));
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      for (int number = 2; number < 6; number++) {
        int registrations = number;
        long cut = System.nanoTime();
        // The stream is ended by the kubelet, or by the plugin because its socket cannot be reached
        // any more.
        if (number % 2 == 0) {
          kubelet.cancelStreams(MEMORY.toString());
        } else {
          Files.delete(plugin.socket(MEMORY));
        }
        await().until(() -> kubelet.registrations().size() == registrations);
        assertThat(Duration.ofNanos(kubelet.registrations().getLast().nanoTime() - cut))
            .isGreaterThanOrEqualTo(Advertiser.STREAM_PAUSE);
        awaitNode(kubelet, MEMORY, 100);
      }
      assertThat(most).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item41EventsAroundAKubeletThatIsRegisteredWithChangeNothing(Release release)
      throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
      // The plugin registers while the event of its socket's creation is still on its way.
      kubelet.start();
      awaitNode(kubelet, MEMORY, 100);
      for (int event = 0; event < 50; event++) {
        Files.delete(Files.createFile(directory.resolve("event")));
        Files.setPosixFilePermissions(
            kubelet.socket(),
            PosixFilePermissions.fromString(event % 2 == 0 ? "rwxrwxrwx" : "rwxr-xr-x"));
      }
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(2))
          .until(() -> kubelet.registrations().size() == 1);
      assertThat(kubelet.streams(MEMORY.toString()).opened()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item43AWithdrawnResourceIsEmptiedThenClosed(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(CORES, 7);
      awaitNode(kubelet, CORES, 7);
      plugin.advertise(Map.of(MEMORY, new Units(100, 100), CORES, new Units(7, 7)));
      awaitNode(kubelet, MEMORY, 100);
      plugin.advertise(CORES, 7);
      plugin.awaitState(MEMORY, Publication.State.WITHDRAWN);
      awaitNode(kubelet, MEMORY, 0);
      assertThat(kubelet.lists(MEMORY.toString()))
          .extracting(ReceivedList::units)
          .containsExactly(new Units(100, 100), new Units(100, 0), Units.NONE);
      assertThat(plugin.sockets(MEMORY)).isEmpty();
      assertThat(kubelet.streams(CORES.toString()))
          .extracting("opened", "messages")
          .containsExactly(1, 1L);
      plugin.advertise(Map.of(MEMORY, new Units(50, 50), CORES, new Units(7, 7)));
      awaitNode(kubelet, MEMORY, 50);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResourceThatComesBackEndsItsWithdrawal(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = Advertiser.ofANode(directory).with(release)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      plugin.advertise(Map.of());
      plugin.awaitState(MEMORY, Publication.State.WITHDRAWING);
      plugin.advertise(MEMORY, 100);
      plugin.awaitState(MEMORY, Publication.State.ADVERTISED);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(kubelet.registrations()).hasSize(1);
    }
  }

  /** Otherwise each unit that became unhealthy would be looked up among all that pods hold. */
  @ParameterizedTest
  @EnumSource
  void item43ManyUnitsGoAtOnceWhereTheKubeletTracksThem(Release release) {
    int many = KubeletVersion.FEW_UNITS + 1;
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory).with(release)) {
      plugin.advertise(Map.of(MEMORY, new Units(many, many), CORES, new Units(7, 7)));
      awaitNode(kubelet, MEMORY, many);
      plugin.advertise(CORES, 7);
      plugin.awaitState(MEMORY, Publication.State.WITHDRAWN);
      assertThat(plugin.sockets(MEMORY)).isEmpty();
      if (KubeletVersion.parse(release.toString()).tracksUnits()) {
        awaitNode(kubelet, MEMORY, many, 0);
        assertThat(kubelet.lists(MEMORY.toString())).hasSize(1);
      } else {
        awaitNode(kubelet, MEMORY, 0);
        assertThat(kubelet.lists(MEMORY.toString())).hasSize(3);
      }
    }
  }

  /** Does what SIGTERM does, except for the exit code. */
  @ParameterizedTest
  @EnumSource
  void item44StoppingLeavesNoSocketAndEndsSoon(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      assertThat(
              Stopwatch.fastest(
                  _ -> {
                    Advertiser plugin = new Advertiser(directory);
                    plugin.advertise(Map.of(MEMORY, new Units(100, 100), CORES, new Units(7, 7)));
                    awaitNode(kubelet, MEMORY, 100);
                    awaitNode(kubelet, CORES, 7);
                    return timeToClose(plugin);
                  }))
          .isLessThan(Duration.ofSeconds(2));
      assertThat(sockets()).isEmpty();
      awaitNode(kubelet, MEMORY, 100, 0);
      awaitNode(kubelet, CORES, 7, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item45StopsAsSoonWithADeadKubeletAndBeforeItServes(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      kubelet.stop();
      assertThat(
              Stopwatch.fastest(
                  _ -> {
                    Advertiser plugin = new Advertiser(directory);
                    plugin.advertise(MEMORY, 100);
                    plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
                    return timeToClose(plugin);
                  }))
          .isLessThan(Duration.ofSeconds(2));
      assertThat(
              Stopwatch.fastest(
                  _ -> {
                    Advertiser plugin = new Advertiser(directory);
                    plugin.advertise(MEMORY, 100);
                    return timeToClose(plugin);
                  }))
          .isLessThan(Duration.ofSeconds(2));
      assertThat(sockets()).isEmpty();
    }
  }

  private static Duration timeToClose(Advertiser plugin) {
    long began = System.nanoTime();
    plugin.close();
    return Stopwatch.since(began);
  }

  private List<String> sockets() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("hami-mock"))
          .toList();
    }
  }

  /** The plugin runs in a process of its own, which is killed with SIGKILL. */
  @ParameterizedTest
  @EnumSource
  void item46AKilledPluginIsReplacedByItsNextStart(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      Process killed = MortalPlugin.start(directory, MEMORY, 1000);
      try {
        awaitNode(kubelet, MEMORY, 1000);
      } finally {
        assertThat(killed.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
      awaitNode(kubelet, MEMORY, 1000, 0);
      assertThat(sockets()).hasSize(1);
      try (Advertiser next = Advertiser.ofANode(directory)) {
        long began = System.nanoTime();
        next.advertise(MEMORY, 1000);
        awaitNode(kubelet, MEMORY, 1000);
        assertThat(Stopwatch.since(began)).isLessThan(Duration.ofSeconds(11));
        assertThat(kubelet.registrations()).hasSize(2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void item48AStoppedPluginsUnitsLeaveAllocatableAndLaterCapacity(Release release) {
    KubeletOptions options =
        KubeletOptions.of(directory, release).withGracePeriod(Duration.ofSeconds(3));
    try (EmbeddedKubelet kubelet = new EmbeddedKubelet(options).start()) {
      for (int life = 0; life < 2; life++) {
        try (Advertiser plugin = new Advertiser(directory)) {
          plugin.advertise(MEMORY, 100);
          awaitNode(kubelet, MEMORY, 100);
        }
        awaitNode(kubelet, MEMORY, 100, 0);
      }
      awaitNode(kubelet, MEMORY, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item59AFrozenKubeletGetsTheLastListAndOneRegistration(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 50_000);
      awaitNode(kubelet, MEMORY, 50_000);
      kubelet.faults().pauseReading();
      for (int units = 50_001; units <= 50_050; units++) {
        plugin.advertise(MEMORY, units);
      }
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(2))
          .until(() -> kubelet.registrations().size() == 1);
      kubelet.faults().resumeReading();
      awaitNode(kubelet, MEMORY, 50_050);
      assertThat(kubelet.registrations()).hasSize(1);
      assertThat(kubelet.streams(MEMORY.toString()).opened()).isEqualTo(1);
    }
  }
}
