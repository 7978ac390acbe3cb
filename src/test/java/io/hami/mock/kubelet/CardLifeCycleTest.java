package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hami.mock.model.CardUnits;
import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.DeviceIds.Whose;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.UnitId;
import io.hami.mock.model.Units;
import io.hami.mock.port.Allocator;
import io.hami.mock.simulator.AdmissionException;
import io.hami.mock.simulator.Allocation;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Release;
import io.hami.mock.simulator.VendorPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A resource whose units belong to cards, with a kubelet of each release. */
class CardLifeCycleTest {
  private static final ResourceName COUNT = ResourceName.parse("nvidia.com/gpu");
  private static final CardUnits FIRST = new CardUnits("GPU-1", 0, true, 10);
  private static final CardUnits FIRST_ILL = new CardUnits("GPU-1", 0, false, 10);
  private static final CardUnits SECOND = new CardUnits("GPU-2", 1, true, 10);
  private static final CardUnits SECOND_ILL = new CardUnits("GPU-2", 1, false, 10);
  private static final CardUnits THIRD = new CardUnits("GPU-3", 7, true, 10);

  /** Tells a container the cards of its units. */
  private static final Allocator VISIBLE =
      (_, cards) ->
          CompletableFuture.completedFuture(
              cards.stream().map(ids -> Map.of("VISIBLE", String.join(",", ids))).toList());

  private Path directory = Path.of("/");

  @BeforeEach
  void directory() throws IOException {
    directory = Files.createTempDirectory("cards");
  }

  @AfterEach
  void remove() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private EmbeddedKubelet kubelet(Release release) {
    return new EmbeddedKubelet(KubeletOptions.of(directory, release)).start();
  }

  private Advertiser plugin(Allocator allocator) {
    return new Advertiser(directory, Advertiser.QUICK, allocator);
  }

  private static void awaitNode(EmbeddedKubelet kubelet, long capacity, long allocatable) {
    await(COUNT + " on the node")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () ->
                assertThat(kubelet.resource(COUNT.toString()))
                    .isEqualTo(Optional.of(new Units(capacity, allocatable))));
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(UnitId::of).toList();
  }

  private static boolean lastPreferring(EmbeddedKubelet kubelet) {
    return kubelet
        .registrations()
        .getLast()
        .request()
        .getOptions()
        .getGetPreferredAllocationAvailable();
  }

  @ParameterizedTest
  @EnumSource
  void eachPodHasUnitsOfOneCardAndSeesThatCard(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = plugin(VISIBLE)) {
      plugin.advertise(COUNT, FIRST, SECOND);
      awaitNode(kubelet, 20, 20);
      assertThat(lastPreferring(kubelet)).isTrue();
      Allocation six = kubelet.allocate(COUNT.toString(), 6);
      Allocation five = kubelet.allocate(COUNT.toString(), 5);
      Allocation four = kubelet.allocate(COUNT.toString(), 4);
      Allocation rest = kubelet.allocate(COUNT.toString(), 5);
      assertThat(six.ids()).containsExactlyElementsOf(ids(0, 6));
      assertThat(five.ids()).containsExactlyElementsOf(ids(10, 15));
      assertThat(four.ids()).containsExactlyElementsOf(ids(6, 10));
      assertThat(rest.ids()).containsExactlyElementsOf(ids(15, 20));
      assertThat(six.response().getEnvsMap()).containsExactly(Map.entry("VISIBLE", "GPU-1"));
      assertThat(rest.response().getEnvsMap()).containsExactly(Map.entry("VISIBLE", "GPU-2"));
      kubelet.free(five);
      kubelet.free(four);
      assertThat(kubelet.allocate(COUNT.toString(), 8).response().getEnvsMap())
          .containsExactly(Map.entry("VISIBLE", "GPU-1,GPU-2"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void unitsWithoutACardDoNotAskTheAllocator(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin =
            plugin((_, _) -> CompletableFuture.failedFuture(new AssertionError("asked")))) {
      plugin.advertise(COUNT, 20);
      awaitNode(kubelet, 20, 20);
      assertThat(lastPreferring(kubelet)).isFalse();
      assertThat(kubelet.allocate(COUNT.toString(), 6).response().getEnvsMap()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnAllocatorAPodGetsNoEnvironment(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(COUNT, FIRST, SECOND);
      awaitNode(kubelet, 20, 20);
      assertThat(kubelet.allocate(COUNT.toString(), 6).response().getEnvsMap()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void registersAgainWhenUnitsGetCards(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = plugin(VISIBLE)) {
      plugin.advertise(COUNT, 20);
      awaitNode(kubelet, 20, 20);
      plugin.advertise(COUNT, FIRST, SECOND);
      await().until(() -> kubelet.registrations().size() == 2);
      assertThat(lastPreferring(kubelet)).isTrue();
      awaitNode(kubelet, 20, 20);
      assertThat(kubelet.allocate(COUNT.toString(), 6).ids()).containsExactlyElementsOf(ids(0, 6));
      plugin.advertise(COUNT, FIRST_ILL, SECOND);
      awaitNode(kubelet, 20, 10);
      plugin.advertise(COUNT, 20);
      await().until(() -> kubelet.registrations().size() == 3);
      assertThat(lastPreferring(kubelet)).isFalse();
      awaitNode(kubelet, 20, 20);
      await()
          .during(Duration.ofMillis(700))
          .atMost(Duration.ofSeconds(2))
          .until(() -> kubelet.registrations().size() == 3);
      assertThat(kubelet.streams(COUNT.toString()).live()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUnhealthyCardKeepsItsUnitsAndOthersKeepTheirs(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = plugin(VISIBLE)) {
      plugin.advertise(COUNT, FIRST, SECOND);
      awaitNode(kubelet, 20, 20);
      plugin.advertise(COUNT, FIRST_ILL, SECOND);
      awaitNode(kubelet, 20, 10);
      assertThat(kubelet.healthyIds(COUNT.toString())).containsExactlyElementsOf(ids(10, 20));
      assertThat(kubelet.unhealthyIds(COUNT.toString())).containsExactlyElementsOf(ids(0, 10));
      assertThat(kubelet.allocate(COUNT.toString(), 3).response().getEnvsMap())
          .containsExactly(Map.entry("VISIBLE", "GPU-2"));
      assertThat(kubelet.registrations()).hasSize(1);
      // The checkpoint has a gap now, and its IDs are still recognized as this plugin's.
      await().until(() -> whose(plugin).equals(Optional.of(Whose.OURS)));
      kubelet.restart();
      awaitNode(kubelet, 20, 10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPluginThatComesBackTakesUpAListWithAGap(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release)) {
      try (Advertiser plugin = plugin(VISIBLE)) {
        plugin.advertise(COUNT, FIRST_ILL, SECOND);
        awaitNode(kubelet, 20, 10);
        Files.copy(
            directory.resolve("kubelet_internal_checkpoint"), directory.resolve("checkpoint.kept"));
      }
      awaitNode(kubelet, 20, 0);
      // A plugin that was killed leaves the checkpoint as it was.
      Files.move(
          directory.resolve("checkpoint.kept"),
          directory.resolve("kubelet_internal_checkpoint"),
          StandardCopyOption.REPLACE_EXISTING);
      try (Advertiser plugin = plugin(VISIBLE)) {
        plugin.advertise(COUNT, FIRST_ILL, SECOND);
        awaitNode(kubelet, 20, 10);
      }
    }
  }

  private static Optional<Whose> whose(Advertiser plugin) {
    return plugin.checkpoint().devices(COUNT).map(DeviceIds::whose);
  }

  @ParameterizedTest
  @EnumSource
  void readsTheCheckpointBeforeItServesAName(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = plugin(VISIBLE);
        VendorPlugin vendor =
            new VendorPlugin(directory, "vendor.sock", COUNT.toString(), List.of("GPU-real"))) {
      assertThat(whose(plugin)).isEmpty();
      vendor.start();
      awaitNode(kubelet, 1, 1);
      await().until(() -> whose(plugin).equals(Optional.of(Whose.OTHERS)));
    }
  }

  /** The list names only NUMA nodes that exist, and this machine has 0 and 1. */
  @ParameterizedTest
  @EnumSource
  void item31UnitsHaveTheNumaNodeOfTheirCardIfItExists(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = plugin(VISIBLE)) {
      plugin.advertise(COUNT, FIRST, SECOND, THIRD);
      awaitNode(kubelet, 30, 30);
      Map<String, List<Long>> nodes = kubelet.numaNodes(COUNT.toString());
      assertThat(nodes).containsOnlyKeys(ids(0, 20));
      assertThat(ids(0, 10)).allSatisfy(id -> assertThat(nodes.get(id)).containsExactly(0L));
      assertThat(ids(10, 20)).allSatisfy(id -> assertThat(nodes.get(id)).containsExactly(1L));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLongListHasNoNumaNodes(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = plugin(VISIBLE)) {
      plugin.advertise(COUNT, new CardUnits("GPU-1", 0, true, 2000));
      awaitNode(kubelet, 2000, 2000);
      assertThat(kubelet.numaNodes(COUNT.toString())).hasSize(2000);
      plugin.advertise(COUNT, new CardUnits("GPU-1", 0, true, 2001));
      awaitNode(kubelet, 2001, 2001);
      assertThat(kubelet.numaNodes(COUNT.toString())).isEmpty();
      assertThat(lastPreferring(kubelet)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void item52AnAllocateWaitsForItsEnvironmentAndDelaysNoOther(Release release) throws Exception {
    CompletableFuture<List<Map<String, String>>> later = new CompletableFuture<>();
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = plugin((_, _) -> later)) {
      plugin.advertise(COUNT, FIRST, SECOND);
      awaitNode(kubelet, 20, 20);
      CompletableFuture<Allocation> pod =
          CompletableFuture.supplyAsync(() -> kubelet.allocate(COUNT.toString(), 2));
      await().until(() -> plugin.asked() == 1);
      // A new list is sent meanwhile.
      plugin.advertise(COUNT, FIRST, SECOND_ILL);
      awaitNode(kubelet, 20, 10);
      assertThat(pod).isNotDone();
      later.complete(List.of(Map.of("LIMIT", "3000m")));
      assertThat(pod.get().response().getEnvsMap()).containsExactly(Map.entry("LIMIT", "3000m"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPodThatMustNotStartIsRejectedWithTheReason(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin =
            plugin(
                (_, _) ->
                    CompletableFuture.failedFuture(
                        new IllegalStateException("the scheduler has not bound it")))) {
      plugin.advertise(COUNT, FIRST);
      awaitNode(kubelet, 10, 10);
      assertThatThrownBy(() -> kubelet.allocate(COUNT.toString(), 2))
          .isInstanceOf(AdmissionException.class)
          .hasMessageContaining("code = Unknown desc = the scheduler has not bound it");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPodWhoseAnswerIsOverdueIsRejected(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = plugin((_, _) -> new CompletableFuture<>())) {
      plugin.advertise(COUNT, FIRST);
      awaitNode(kubelet, 10, 10);
      long began = System.nanoTime();
      assertThatThrownBy(() -> kubelet.allocate(COUNT.toString(), 2))
          .isInstanceOf(AdmissionException.class)
          .hasMessageContaining("code = DeadlineExceeded")
          .hasMessageContaining("[[GPU-1]]");
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isGreaterThanOrEqualTo(Advertiser.QUICK.allocatePatience());
    }
  }

  /**
   * The answer takes longer than surplus units settle; a kubelet of 1.34 would panic if one were
   * dropped.
   */
  @ParameterizedTest
  @EnumSource
  void item23NoUnitIsDroppedWhileItsAllocateIsUnanswered(Release release) throws Exception {
    CompletableFuture<List<Map<String, String>>> later = new CompletableFuture<>();
    Timings patient =
        new Timings(
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofMillis(300),
            Duration.ofMillis(250),
            Duration.ofSeconds(10),
            Duration.ofMillis(10),
            Duration.ofMillis(500));
    try (EmbeddedKubelet kubelet = kubelet(release);
        Advertiser plugin = new Advertiser(directory, patient, (_, _) -> later)) {
      plugin.advertise(COUNT, FIRST, SECOND);
      awaitNode(kubelet, 20, 20);
      CompletableFuture<Allocation> pod =
          CompletableFuture.supplyAsync(() -> kubelet.allocate(COUNT.toString(), 15));
      await().until(() -> plugin.asked() == 1);
      plugin.advertise(COUNT, FIRST);
      awaitNode(kubelet, 20, 10);
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(2))
          .until(() -> kubelet.unhealthyIds(COUNT.toString()).equals(ids(10, 20)));
      later.complete(List.of(Map.of()));
      assertThat(pod.get().ids()).hasSize(15);
      awaitNode(kubelet, 10, 10);
      assertThat(kubelet.panics()).isZero();
    }
  }
}
