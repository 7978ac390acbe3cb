package io.hami.mock.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hami.mock.kubelet.Advertiser;
import io.hami.mock.kubelet.NodeWithKubelet;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Publication;
import io.hami.mock.reconcile.ManualLoop;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Long times without events, on a simulated clock, with the timings of a plugin on a node. */
class IdleTest extends NodeWithKubelet {
  private static final ResourceName PERCENTAGE = ResourceName.parse("nvidia.com/gpumem-percentage");
  private static final List<ResourceName> ALL = List.of(MEMORY, CORES, PERCENTAGE);
  private static final Units UNITS = new Units(80_000, 80_000);

  private final ManualLoop loop = new ManualLoop();
  private final Logger log =
      (Logger) LoggerFactory.getLogger("io.hami.mock.kubelet.ResourceEndpoint");
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @BeforeEach
  void listen() {
    said.start();
    log.addAppender(said);
  }

  @AfterEach
  void listenNoMore() {
    log.detachAppender(said);
  }

  private List<String> lines() {
    return List.copyOf(said.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** A plugin with three resources that has nothing left to do. */
  private Advertiser atRest(EmbeddedKubelet kubelet) {
    Advertiser plugin = Advertiser.onClock(directory, loop);
    plugin.advertise(Map.of(MEMORY, UNITS, CORES, UNITS, PERCENTAGE, UNITS));
    ALL.forEach(name -> awaitNode(loop::run, kubelet, name, UNITS));
    // The kubelet's checkpoint comes after its lists, and is read beside the loop.
    await()
        .during(Duration.ofMillis(300))
        .until(
            () -> {
              boolean quiet = loop.waiting() == 0;
              loop.run();
              return quiet
                  && ALL.stream()
                      .allMatch(
                          name ->
                              plugin.publication(name).traffic().registrations() == 1
                                  && plugin.checkpoint().devices(name).isPresent());
            });
    return plugin;
  }

  private void assertNothingIsSentFor(Duration time, EmbeddedKubelet kubelet) throws Exception {
    FileTime written = checkpoint();
    // No timer is waiting: an idle loop takes no CPU time and allocates nothing.
    loop.advance(time);
    assertThat(loop.timers()).isZero();
    assertThat(loop.waiting()).isZero();
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(1))
        .until(
            () ->
                ALL.stream().allMatch(name -> kubelet.streams(name.toString()).messages() == 1)
                    && loop.waiting() == 0);
    assertThat(checkpoint()).isEqualTo(written);
    assertThat(kubelet.registrations()).hasSize(ALL.size());
  }

  private FileTime checkpoint() throws Exception {
    Path file = directory.resolve("kubelet_internal_checkpoint");
    return Files.getLastModifiedTime(file);
  }

  @ParameterizedTest
  @EnumSource
  void item17NothingIsSentInADay(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = atRest(kubelet)) {
      for (int hour = 0; hour < 24; hour++) {
        // The new plan is the same as the old one.
        plugin.advertise(Map.of(MEMORY, UNITS, CORES, UNITS, PERCENTAGE, UNITS));
        loop.advance(Duration.ofHours(1));
      }
      assertNothingIsSentFor(Duration.ofHours(24), kubelet);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item74ThreeLongListsAtRestCostNothing(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser _ = atRest(kubelet)) {
      assertNothingIsSentFor(Duration.ofMinutes(10), kubelet);
    }
  }

  /**
   * The kubelet's socket stays and refuses connections. The number of timers is checked each
   * second, so that none pile up.
   */
  @ParameterizedTest
  @EnumSource
  void item34AKubeletThatIsAwayForTenMinutesIsTriedQuietly(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = atRest(kubelet)) {
      said.list.clear();
      kubelet.stop();
      await()
          .until(
              () -> {
                loop.advance(Duration.ofMillis(50));
                return ALL.stream()
                    .allMatch(
                        name ->
                            plugin.publication(name).state()
                                == Publication.State.WAITING_FOR_KUBELET);
              });
      for (int second = 0; second < 600; second++) {
        loop.advance(Duration.ofSeconds(1));
        assertThat(loop.timers()).isLessThanOrEqualTo(ALL.size());
      }
      assertThat(lines()).hasSizeLessThanOrEqualTo(2 * ALL.size());
      kubelet.start();
      // An attempt in progress may have reached the new socket before the kubelet listened on it.
      ALL.forEach(
          name -> awaitNode(() -> loop.advance(Duration.ofMillis(5)), kubelet, name, UNITS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void item76ALineIsLoggedForAChangeAndNoneForTimeThatPasses(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = Advertiser.onClock(directory, loop)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(loop::run, kubelet, MEMORY, new Units(100, 100));
      loop.advance(Duration.ofHours(24));
      plugin.advertise(MEMORY, 101);
      awaitNode(loop::run, kubelet, MEMORY, new Units(101, 101));
      loop.advance(Duration.ofHours(24));
      assertThat(lines())
          .containsExactly(
              "nvidia.com/gpumem: advertised, 100 units",
              "nvidia.com/gpumem: advertised, 101 units");
      kubelet.cancelStreams(MEMORY.toString());
      await()
          .until(
              () -> {
                loop.advance(Duration.ofSeconds(1));
                return kubelet.registrations().size() == 2;
              });
      awaitNode(loop::run, kubelet, MEMORY, new Units(101, 101));
      loop.advance(Duration.ofHours(24));
      assertThat(lines())
          .hasSize(4)
          .endsWith(
              "nvidia.com/gpumem: the kubelet ended the stream; trying again",
              "nvidia.com/gpumem: advertised, 101 units");
    }
  }
}
