package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hami.mock.model.FrameLimit;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.UnitId;
import io.hami.mock.model.Units;
import io.hami.mock.reconcile.Publication;
import io.hami.mock.simulator.Allocation;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Faults.RegisterAnswer;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Observations.ReceivedList;
import io.hami.mock.simulator.Release;
import io.hami.mock.simulator.VendorPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A resource's life with a kubelet of either kind. Numbers in the names are those of the
 * conformance checklist, kubelet-contract 9.
 */
class LifeCycleTest {
  private static final ResourceName MEMORY = ResourceName.parse("nvidia.com/gpumem");
  private static final ResourceName CORES = ResourceName.parse("nvidia.com/gpucores");

  private Path directory;

  LifeCycleTest() throws IOException {
    directory = Files.createTempDirectory("life");
  }

  @BeforeEach
  void directory() {
    assertThat(directory).isDirectory();
  }

  @AfterEach
  void remove() throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private EmbeddedKubelet kubelet(Release release) {
    return new EmbeddedKubelet(KubeletOptions.of(directory, release));
  }

  private static void awaitNode(
      EmbeddedKubelet kubelet, ResourceName name, long capacity, long allocatable) {
    await(name + " on the node")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () ->
                assertThat(kubelet.resource(name.toString()))
                    .isEqualTo(Optional.of(new Units(capacity, allocatable))));
  }

  private static void awaitNode(EmbeddedKubelet kubelet, ResourceName name, long units) {
    awaitNode(kubelet, name, units, units);
  }

  @ParameterizedTest
  @EnumSource
  void check1and2and13and14RegistersWhileServingAndListsAtOnce(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 65536);
      awaitNode(kubelet, MEMORY, 65536);
      assertThat(kubelet.registrations())
          .singleElement()
          .satisfies(
              registration -> {
                assertThat(registration.request().getVersion()).isEqualTo("v1beta1");
                assertThat(registration.request().getEndpoint())
                    .doesNotContain("/")
                    .endsWith(".sock");
                assertThat(registration.request().getResourceName()).isEqualTo("nvidia.com/gpumem");
              });
      assertThat(kubelet.lists(MEMORY.toString())).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check5WaitsForAKubeletThatComesLate(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
      kubelet.start();
      awaitNode(kubelet, MEMORY, 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check6TriesADeadKubeletsSocketUntilALiveOneIsThere(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release)) {
      kubelet.start();
      kubelet.stop();
      assertThat(directory.resolve("kubelet.sock")).exists();
      try (Advertiser plugin = new Advertiser(directory)) {
        plugin.advertise(MEMORY, 100);
        plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
        kubelet.start();
        awaitNode(kubelet, MEMORY, 100);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void check7and8WaitsForItsDirectoryAndOutlivesIt(Release release) throws IOException {
    Path parent = directory;
    directory = parent.resolve("device-plugins");
    try (Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      plugin.awaitState(MEMORY, Publication.State.NOT_SERVING);
      Files.createDirectory(directory);
      try (EmbeddedKubelet kubelet = kubelet(release).start()) {
        awaitNode(kubelet, MEMORY, 100);
        kubelet.stop();
        // The plugin puts its socket back as soon as it is gone, which may be before the directory
        // is.
        await().ignoreExceptions().until(this::directoryIsDeleted);
        plugin.awaitState(MEMORY, Publication.State.NOT_SERVING);
        Files.createDirectory(directory);
        kubelet.start();
        awaitNode(kubelet, MEMORY, 100);
      }
    } finally {
      directory = parent;
    }
  }

  private boolean directoryIsDeleted() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    return Files.deleteIfExists(directory);
  }

  @ParameterizedTest
  @EnumSource
  void check11ARefusedRegistrationIsRetriedAndStopsNobodyElse(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      kubelet.faults().answerRegister(new RegisterAnswer.Refused("not today"));
      plugin.advertise(MEMORY, 100);
      await()
          .until(
              () ->
                  plugin.history(MEMORY).stream().anyMatch(p -> p.detail().contains("not today")));
      kubelet.faults().answerRegister(new RegisterAnswer.Prompt());
      plugin.advertise(Map.of(MEMORY, new Units(100, 100), CORES, new Units(7, 7)));
      awaitNode(kubelet, CORES, 7);
      awaitNode(kubelet, MEMORY, 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check4AKubeletThatNeverAnswersRegisterIsAskedAgain(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      kubelet.faults().answerRegister(new RegisterAnswer.Never());
      plugin.advertise(MEMORY, 100);
      plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
      kubelet.faults().answerRegister(new RegisterAnswer.Prompt());
      awaitNode(kubelet, MEMORY, 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check12RegistersAgainWhenNobodyAsksForTheList(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      kubelet.faults().openStreams(false);
      plugin.advertise(MEMORY, 100);
      await().until(() -> kubelet.registrations().size() >= 2);
      kubelet.faults().openStreams(true);
      awaitNode(kubelet, MEMORY, 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check15and24ZeroIsAnEmptyListAndBackNeedsNoRegistration(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 0);
      awaitNode(kubelet, MEMORY, 0);
      plugin.advertise(MEMORY, 5);
      awaitNode(kubelet, MEMORY, 5);
      plugin.advertise(MEMORY, 0);
      awaitNode(kubelet, MEMORY, 0);
      plugin.advertise(MEMORY, 5);
      awaitNode(kubelet, MEMORY, 5);
      assertThat(kubelet.registrations()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check17NothingIsSentWhileNothingChanges(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      for (int i = 0; i < 50; i++) {
        plugin.advertise(MEMORY, 100);
      }
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(3))
          .until(() -> kubelet.streams(MEMORY.toString()).messages() == 1);
      assertThat(kubelet.registrations()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check19ASlowReaderSkipsStatesAndEndsWithTheLast(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 50_000);
      awaitNode(kubelet, MEMORY, 50_000);
      kubelet.faults().pauseReading();
      for (int i = 1; i <= 200; i++) {
        plugin.advertise(MEMORY, 50_000 + i);
      }
      kubelet.faults().resumeReading();
      awaitNode(kubelet, MEMORY, 50_200);
      assertThat(kubelet.streams(MEMORY.toString()).messages()).isLessThan(100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check20and21GrowingNeverDipsAndKeepsOldIds(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      List<String> before = kubelet.healthyIds(MEMORY.toString());
      for (int units = 101; units <= 150; units++) {
        plugin.advertise(MEMORY, units);
      }
      awaitNode(kubelet, MEMORY, 150);
      assertThat(kubelet.healthyIds(MEMORY.toString())).containsAll(before);
      assertThat(kubelet.lists(MEMORY.toString()))
          .extracting(ReceivedList::units)
          .allMatch(units -> units.allocatable() >= 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check22SurplusUnitsAreUnhealthyBeforeTheyGo(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      plugin.advertise(MEMORY, 40);
      awaitNode(kubelet, MEMORY, 40);
      assertThat(kubelet.lists(MEMORY.toString()))
          .extracting(ReceivedList::units)
          .containsExactly(new Units(100, 100), new Units(100, 40), new Units(40, 40));
      assertThat(kubelet.healthyIds(MEMORY.toString()))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 40).mapToObj(UnitId::of).toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void check23ShrinkingUnderAllocationsNeverDropsAUnitInFlight(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 1000);
      awaitNode(kubelet, MEMORY, 1000);
      Thread pods =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                      Allocation pod = kubelet.allocate(MEMORY.toString(), 20);
                      kubelet.free(pod);
                    }
                  });
      for (int round = 0; round < 5; round++) {
        plugin.advertise(MEMORY, 100);
        awaitNode(kubelet, MEMORY, 100);
        plugin.advertise(MEMORY, 1000);
        awaitNode(kubelet, MEMORY, 1000);
      }
      pods.interrupt();
      pods.join();
      assertThat(kubelet.panics()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void check25TheSameCountHasTheSameIdsAfterARestart(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      Set<String> first;
      try (Advertiser plugin = new Advertiser(directory)) {
        plugin.advertise(MEMORY, 5000);
        awaitNode(kubelet, MEMORY, 5000);
        first = new HashSet<>(kubelet.healthyIds(MEMORY.toString()));
      }
      awaitNode(kubelet, MEMORY, 5000, 0);
      try (Advertiser plugin = new Advertiser(directory)) {
        plugin.advertise(MEMORY, 5000);
        awaitNode(kubelet, MEMORY, 5000);
        assertThat(new HashSet<>(kubelet.healthyIds(MEMORY.toString()))).isEqualTo(first);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void check29TheLargestListIsTakenHoweverManyUnitsAreHealthy(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, FrameLimit.MAX_UNITS);
      awaitNode(kubelet, MEMORY, FrameLimit.MAX_UNITS);
      plugin.advertise(Map.of(MEMORY, new Units(FrameLimit.MAX_UNITS, 1000)));
      awaitNode(kubelet, MEMORY, FrameLimit.MAX_UNITS, 1000);
      assertThat(kubelet.registrations()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check32and35FiftyRestartsOfTheKubeletLeaveNothingBehind(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(Map.of(MEMORY, new Units(1000, 1000), CORES, new Units(200, 150)));
      awaitNode(kubelet, MEMORY, 1000);
      restart(kubelet, 5);
      int threads = Thread.activeCount();
      long descriptors = descriptors();
      restart(kubelet, 45);
      assertThat(kubelet.streams(MEMORY.toString()).live()).isEqualTo(1);
      assertThat(kubelet.registrations(MEMORY.toString())).hasSize(51);
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
      // A connection takes a moment to close; nothing grows with the number of restarts.
      await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 5));
    }
  }

  private static void restart(EmbeddedKubelet kubelet, int times) {
    for (int restart = 0; restart < times; restart++) {
      kubelet.restart();
      awaitNode(kubelet, MEMORY, 1000);
      awaitNode(kubelet, CORES, 200, 150);
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @ParameterizedTest
  @EnumSource
  void check36ItsOwnSocketDeletedIsReplacedAndRegisteredAgain(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      Files.delete(directory.resolve(new KubeletDirectory(directory).endpoint(MEMORY)));
      await().until(() -> kubelet.registrations().size() == 2);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(kubelet.streams(MEMORY.toString()).live()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check37and47TheNewerOfTwoInstancesServesAndOutlivesTheOlder(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser newer = new Advertiser(directory)) {
      try (Advertiser older = new Advertiser(directory)) {
        older.advertise(MEMORY, 100);
        awaitNode(kubelet, MEMORY, 100);
        newer.advertise(MEMORY, 100);
        newer.awaitState(MEMORY, Publication.State.ADVERTISED);
        older.awaitState(MEMORY, Publication.State.DISPLACED);
      }
      assertThat(directory.resolve(new KubeletDirectory(directory).endpoint(MEMORY))).exists();
      newer.advertise(MEMORY, 101);
      awaitNode(kubelet, MEMORY, 101);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check38and40AnEndedStreamIsRegisteredAgainAfterAPause(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      long cut = System.nanoTime();
      kubelet.cancelStreams(MEMORY.toString());
      await().until(() -> kubelet.registrations().size() == 2);
      assertThat(kubelet.registrations().getLast().nanoTime() - cut)
          .isGreaterThanOrEqualTo(Advertiser.QUICK.streamPause().toNanos());
      awaitNode(kubelet, MEMORY, 100);
      kubelet.dropConnections();
      await().until(() -> kubelet.registrations().size() == 3);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(kubelet.streams(MEMORY.toString()).live()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check43AResourceThatGoesIsEmptiedThenClosed(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(Map.of(MEMORY, new Units(100, 100), CORES, new Units(7, 7)));
      awaitNode(kubelet, MEMORY, 100);
      awaitNode(kubelet, CORES, 7);
      plugin.advertise(CORES, 7);
      plugin.awaitState(MEMORY, Publication.State.WITHDRAWN);
      awaitNode(kubelet, MEMORY, 0);
      assertThat(kubelet.lists(MEMORY.toString()))
          .extracting(ReceivedList::units)
          .containsExactly(new Units(100, 100), new Units(100, 0), Units.NONE);
      assertThat(directory.resolve(new KubeletDirectory(directory).endpoint(MEMORY)))
          .doesNotExist();
      assertThat(kubelet.streams(CORES.toString()))
          .extracting("opened", "messages")
          .containsExactly(1, 1L);
      plugin.advertise(Map.of(MEMORY, new Units(50, 50), CORES, new Units(7, 7)));
      awaitNode(kubelet, MEMORY, 50);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWithdrawalIsCalledOffWhenTheResourceComesBack(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      plugin.advertise(Map.of());
      awaitNode(kubelet, MEMORY, 100, 0);
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(2))
          .until(
              () -> kubelet.resource(MEMORY.toString()).equals(Optional.of(new Units(100, 100))));
      assertThat(kubelet.registrations()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check44StoppingLeavesNoSocketBehind(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      Advertiser plugin = new Advertiser(directory);
      plugin.advertise(Map.of(MEMORY, new Units(100, 100), CORES, new Units(7, 7)));
      awaitNode(kubelet, MEMORY, 100);
      awaitNode(kubelet, CORES, 7);
      plugin.close();
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .noneMatch(name -> name.startsWith("hami-mock"));
      }
      awaitNode(kubelet, MEMORY, 100, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatAnotherPluginServesIsLeftAloneUntilThatOneGoes(Release release) throws Exception {
    KubeletOptions options =
        KubeletOptions.of(directory, release).withGracePeriod(Duration.ofMillis(400));
    try (EmbeddedKubelet kubelet = new EmbeddedKubelet(options).start();
        Advertiser plugin = new Advertiser(directory)) {
      try (VendorPlugin vendor =
          new VendorPlugin(
              directory, "vendor.sock", MEMORY.toString(), List.of("real-0", "real-1"))) {
        vendor.start();
        awaitNode(kubelet, MEMORY, 2);
        plugin.advertise(MEMORY, 100);
        plugin.awaitState(MEMORY, Publication.State.CONTENDED);
        assertThat(kubelet.registrations()).hasSize(1);
        awaitNode(kubelet, MEMORY, 2);
      }
      // Once the vendor's plugin has been gone for the grace period, the kubelet's books forget it.
      plugin.advertise(Map.of(MEMORY, new Units(100, 100), CORES, new Units(7, 7)));
      awaitNode(kubelet, MEMORY, 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatAnotherPluginTakesLaterIsNotFoughtOver(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      plugin.contend(Map.of(MEMORY, new Units(100, 100)), Set.of(MEMORY));
      plugin.awaitState(MEMORY, Publication.State.CONTENDED);
      plugin.contend(Map.of(MEMORY, new Units(200, 200)), Set.of(MEMORY));
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(2))
          .until(() -> kubelet.streams(MEMORY.toString()).messages() == 1);
      plugin.advertise(MEMORY, 200);
      awaitNode(kubelet, MEMORY, 200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamIsNotEndedWhileAnotherPluginHasTheName(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      plugin.contend(Map.of(MEMORY, new Units(100, 100)), Set.of(MEMORY));
      plugin.awaitState(MEMORY, Publication.State.CONTENDED);
      plugin.advertise(Map.of());
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(2))
          .until(() -> kubelet.streams(MEMORY.toString()).live() == 1);
      kubelet.cancelStreams(MEMORY.toString());
      plugin.awaitState(MEMORY, Publication.State.WITHDRAWN);
    }
  }

  @ParameterizedTest
  @EnumSource
  void check49to51AllocateAnswersForListedUnitsOnly(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100_000);
      awaitNode(kubelet, MEMORY, 100_000);
      Allocation all = kubelet.allocate(MEMORY.toString(), 99_000);
      assertThat(all).isNotNull();
      assertThatThrownBy(() -> kubelet.allocate(MEMORY.toString(), 2_000))
          .hasMessageContaining("Available: 1000");
    }
  }
}
