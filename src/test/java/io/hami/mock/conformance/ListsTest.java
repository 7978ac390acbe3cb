package io.hami.mock.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.kubelet.Advertiser;
import io.hami.mock.kubelet.NodeWithKubelet;
import io.hami.mock.model.FrameLimit;
import io.hami.mock.model.UnitId;
import io.hami.mock.model.Units;
import io.hami.mock.simulator.Allocation;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Observations.ReceivedList;
import io.hami.mock.simulator.Release;
import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.Empty;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The content of ListAndWatch messages, and when they are sent. */
class ListsTest extends NodeWithKubelet {
  private static ListAndWatchResponse firstList(Path socket) {
    try (PluginClient client = new PluginClient(socket)) {
      return client.plugin().listAndWatch(Empty.getDefaultInstance()).next();
    }
  }

  @ParameterizedTest
  @EnumSource
  void item14TheFirstMessageIsTheWholeListAndComesAtOnce(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 65536);
      awaitNode(kubelet, MEMORY, 65536);
      assertThat(kubelet.lists(MEMORY.toString()))
          .singleElement()
          .extracting(ReceivedList::units)
          .isEqualTo(new Units(65536, 65536));
      try (PluginClient client = new PluginClient(plugin.socket(MEMORY))) {
        assertThat(
                Stopwatch.fastest(
                    _ -> {
                      long called = System.nanoTime();
                      Iterator<ListAndWatchResponse> list =
                          client.plugin().listAndWatch(Empty.getDefaultInstance());
                      assertThat(list.next().getDevicesCount()).isEqualTo(65536);
                      return Stopwatch.since(called);
                    }))
            .isLessThan(Duration.ofMillis(100));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void item15ZeroUnitsAreAnEmptyListAndTheResourceStays(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 0);
      awaitNode(kubelet, MEMORY, 0);
      assertThat(kubelet.lists(MEMORY.toString()))
          .singleElement()
          .extracting(ReceivedList::units)
          .isEqualTo(Units.NONE);
    }
  }

  /**
   * The kubelet writes its checkpoint at every message, so the checkpoint must not change either.
   */
  @ParameterizedTest
  @EnumSource
  void item17NothingIsSentWhileNothingChanges(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      Path checkpoint = directory.resolve("kubelet_internal_checkpoint");
      FileTime written = Files.getLastModifiedTime(checkpoint);
      for (int i = 0; i < 50; i++) {
        plugin.advertise(MEMORY, 100);
      }
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(3))
          .until(() -> kubelet.streams(MEMORY.toString()).messages() == 1);
      assertThat(kubelet.registrations()).hasSize(1);
      assertThat(Files.getLastModifiedTime(checkpoint)).isEqualTo(written);
    }
  }

  /** Uses the timings of a plugin on a node. */
  @ParameterizedTest
  @EnumSource
  void item18AChangeIsSentWithinASecond(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = Advertiser.ofANode(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(
              Stopwatch.fastest(
                  number -> {
                    long began = System.nanoTime();
                    plugin.advertise(MEMORY, 101 + number);
                    awaitNode(kubelet, MEMORY, 101 + number);
                    return Duration.ofNanos(
                        kubelet.lists(MEMORY.toString()).getLast().nanoTime() - began);
                  }))
          .isLessThan(Duration.ofSeconds(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void item19ASlowReaderSkipsStatesAndEndsWithTheLast(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 50_000);
      awaitNode(kubelet, MEMORY, 50_000);
      kubelet.faults().pauseReading();
      for (int i = 1; i <= 200; i++) {
        plugin.advertise(MEMORY, 50_000 + i);
      }
      await().until(() -> plugin.publication(MEMORY).listed().equals(new Units(50_200, 50_200)));
      assertThat(plugin.publication(MEMORY).traffic().sends()).isLessThan(10);
      kubelet.faults().resumeReading();
      awaitNode(kubelet, MEMORY, 50_200);
      assertThat(kubelet.streams(MEMORY.toString()).messages()).isLessThan(10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item20GrowingNeverShowsFewerUnits(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      grow(kubelet, plugin);
      assertThat(kubelet.lists(MEMORY.toString()))
          .extracting(list -> list.units().allocatable())
          .isSorted()
          .allMatch(units -> units >= 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item21GrowingKeepsTheOldIdsAndAppendsNewOnes(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      List<String> before = kubelet.healthyIds(MEMORY.toString());
      grow(kubelet, plugin);
      assertThat(kubelet.healthyIds(MEMORY.toString())).startsWith(before.toArray(String[]::new));
    }
  }

  private static void grow(EmbeddedKubelet kubelet, Advertiser plugin) {
    for (int units = 100; units <= 150; units++) {
      plugin.advertise(MEMORY, units);
    }
    awaitNode(kubelet, MEMORY, 150);
  }

  @ParameterizedTest
  @EnumSource
  void item22SurplusUnitsAreUnhealthyBeforeTheyGo(Release release) {
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
  void item23ShrinkingUnderAllocationsNeverDropsAUnitInFlight(Release release) throws Exception {
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
  void item24ZeroUnitsAndBackNeedNoRegistration(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      for (int units : List.of(5, 0, 5, 0, 5)) {
        plugin.advertise(MEMORY, units);
        awaitNode(kubelet, MEMORY, units);
      }
      assertThat(kubelet.registrations()).hasSize(1);
      assertThat(kubelet.streams(MEMORY.toString()).opened()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item25IdsAreUniqueAndTheSameAfterARestart(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      Set<String> first;
      try (Advertiser plugin = new Advertiser(directory)) {
        plugin.advertise(MEMORY, 5000);
        awaitNode(kubelet, MEMORY, 5000);
        assertThat(kubelet.healthyIds(MEMORY.toString())).doesNotHaveDuplicates();
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
  void item27TwoHundredThousandUnitsFitIntoAMessage(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 200_000);
      awaitNode(kubelet, MEMORY, 200_000);
      assertThat(kubelet.lists(MEMORY.toString()).getLast().bytes())
          .isLessThanOrEqualTo(FrameLimit.MAX_BYTES);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item29TheLargestListIsAcceptedHoweverManyUnitsAreHealthy(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, FrameLimit.MAX_UNITS);
      awaitNode(kubelet, MEMORY, FrameLimit.MAX_UNITS);
      assertThat(kubelet.lists(MEMORY.toString()).getLast().bytes())
          .isEqualTo(FrameLimit.MAX_BYTES);
      plugin.advertise(Map.of(MEMORY, new Units(FrameLimit.MAX_UNITS, 1000)));
      awaitNode(kubelet, MEMORY, FrameLimit.MAX_UNITS, 1000);
      assertThat(kubelet.registrations()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item30HealthIsHealthyOrUnhealthy(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(Map.of(MEMORY, new Units(100, 60)));
      awaitNode(kubelet, MEMORY, 100, 60);
      assertThat(
              firstList(plugin.socket(MEMORY)).getDevicesList().stream()
                  .collect(Collectors.groupingBy(Device::getHealth, Collectors.counting())))
          .isEqualTo(Map.of("Healthy", 60L, "Unhealthy", 40L));
    }
  }

  @ParameterizedTest
  @EnumSource
  void item31UnitsWithoutACardHaveNoTopology(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(kubelet.numaNodes(MEMORY.toString())).isEmpty();
      assertThat(firstList(plugin.socket(MEMORY)).getDevicesList()).noneMatch(Device::hasTopology);
    }
  }

  /** A Node writes 1000 and 100000 as 1k and 100k. */
  @ParameterizedTest
  @EnumSource
  void item75TheNodeShowsWhatIsAdvertised(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      for (int units : List.of(0, 1, 999, 1000, 100_000, 238_328)) {
        plugin.advertise(MEMORY, units);
        awaitNode(kubelet, MEMORY, units);
      }
    }
  }
}
