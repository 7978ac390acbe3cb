package io.hami.mock.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.kubelet.Advertiser;
import io.hami.mock.kubelet.NodeWithKubelet;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Publication;
import io.hami.mock.simulator.AdmissionException;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Observations.Registration;
import io.hami.mock.simulator.Release;
import io.hami.mock.v1beta1.RegisterRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several instances of the plugin on one node, at once or one after another. */
class InstancesTest extends NodeWithKubelet {
  /** How often each of these tests runs; it must pass every time. {@code -Dtimes=50} changes it. */
  private static final int TIMES = Integer.getInteger("times", 10);

  private static final Duration SOON = Duration.ofSeconds(20);

  /** An instance with the timings of a plugin on a node. */
  private Advertiser instance(Release release) {
    return Advertiser.ofANode(directory).with(release);
  }

  private static void assertServedBy(Advertiser plugin, EmbeddedKubelet kubelet, int units) {
    // From 1.25 to 1.36, the end of the older instance also ends this one's registration.
    await()
        .atMost(SOON)
        .ignoreExceptionsMatching(AdmissionException.class::isInstance)
        .untilAsserted(
            () -> {
              assertThat(kubelet.resource(MEMORY.toString())).contains(new Units(units, units));
              assertThat(plugin.publication(MEMORY).state())
                  .isEqualTo(Publication.State.ADVERTISED);
              kubelet.free(kubelet.allocate(MEMORY.toString(), 1));
            });
  }

  private static Set<Units> watch(EmbeddedKubelet kubelet, ResourceName name) {
    Set<Units> seen = ConcurrentHashMap.newKeySet();
    kubelet.addListener(() -> kubelet.resource(name.toString()).ifPresent(seen::add));
    return seen;
  }

  /** As with {@code maxSurge: 0}: the new instance starts after the old one has ended. */
  @ParameterizedTest
  @EnumSource
  void aLaterInstanceServesAfterTheEarlierOneHasGone(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      for (int units = 1; units <= TIMES; units++) {
        try (Advertiser plugin = instance(release)) {
          plugin.advertise(MEMORY, units);
          assertServedBy(plugin, kubelet, units);
        }
      }
      assertNoPathTwice(kubelet);
    }
  }

  /** As with {@code maxSurge: 1}: the new instance serves before the old one ends. */
  @ParameterizedTest
  @EnumSource
  void item80ALaterInstanceServesBeforeTheEarlierOneHasGone(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      Advertiser older = instance(release);
      older.advertise(MEMORY, 1);
      assertServedBy(older, kubelet, 1);
      Set<Units> seen = watch(kubelet, MEMORY);
      for (int units = 2; units <= TIMES; units++) {
        Advertiser newer = instance(release);
        newer.advertise(MEMORY, units);
        assertServedBy(newer, kubelet, units);
        older.close();
        assertServedBy(newer, kubelet, units);
        older = newer;
      }
      if (KubeletVersion.parse(release.toString()).allowsOverlap()) {
        assertThat(seen).noneMatch(shown -> shown.allocatable() < shown.capacity());
      }
      older.close();
      assertNoPathTwice(kubelet);
    }
  }

  /** An instance is killed with SIGKILL, and the next one starts at once. */
  @ParameterizedTest
  @EnumSource
  void aKilledInstanceIsReplacedAtOnce(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      for (int number = 0; number < TIMES / 5; number++) {
        Process killed = MortalPlugin.start(directory, MEMORY, 1000);
        awaitNode(kubelet, MEMORY, 1000);
        try (Advertiser next = instance(release)) {
          assertThat(killed.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
          next.advertise(MEMORY, 999);
          assertServedBy(next, kubelet, 999);
          assertThat(next.sockets(MEMORY)).hasSize(1);
        }
      }
      assertNoPathTwice(kubelet);
    }
  }

  /** A kubelet before 1.37 does not fall back on the instance that registered before. */
  @ParameterizedTest
  @EnumSource
  void theEarlierInstanceTakesOverWhenTheLaterOneIsKilled(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = instance(release)) {
      plugin.advertise(MEMORY, 999);
      assertServedBy(plugin, kubelet, 999);
      for (int number = 0; number < TIMES / 5; number++) {
        Process later = MortalPlugin.start(directory, MEMORY, 1000);
        awaitNode(kubelet, MEMORY, 1000);
        plugin.awaitState(MEMORY, Publication.State.DISPLACED);
        assertThat(later.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertServedBy(plugin, kubelet, 999);
      }
      assertNoPathTwice(kubelet);
    }
  }

  /** The earlier instance sends nothing until the later one has ended. */
  @ParameterizedTest
  @EnumSource
  void ofTwoInstancesTheLaterOneServes(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser first = instance(release)) {
      first.advertise(MEMORY, 100);
      assertServedBy(first, kubelet, 100);
      try (Advertiser second = instance(release)) {
        second.advertise(MEMORY, 200);
        assertServedBy(second, kubelet, 200);
        first.awaitState(MEMORY, Publication.State.DISPLACED);
        first.advertise(MEMORY, 101);
        second.advertise(MEMORY, 201);
        assertServedBy(second, kubelet, 201);
        kubelet.restart();
        await()
            .untilAsserted(
                () ->
                    assertThat(kubelet.resource(MEMORY.toString()))
                        .isPresent()
                        .get()
                        .isIn(new Units(101, 101), new Units(201, 201)));
      }
      assertServedBy(first, kubelet, 101);
    }
  }

  /**
   * Two instances that register at the same moment: the one that the kubelet took last is asked for
   * its list first. When it ends, the other one must not trust that it is the kubelet's endpoint.
   */
  @ParameterizedTest
  @EnumSource
  void theInstanceThatIsLeftServesThoughItTookItselfForTheLater(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser first = instance(release)) {
      first.advertise(MEMORY, 100);
      assertServedBy(first, kubelet, 100);
      try (Advertiser second = instance(release)) {
        second.advertise(MEMORY, 200);
        assertServedBy(second, kubelet, 200);
        first.awaitState(MEMORY, Publication.State.DISPLACED);
        for (Path socket : second.sockets(MEMORY)) {
          Files.setLastModifiedTime(socket, FileTime.from(Instant.EPOCH));
        }
        // Any change in the directory makes the instances look.
        Files.createFile(directory.resolve("change"));
        first.awaitState(MEMORY, Publication.State.ADVERTISED);
      }
      assertServedBy(first, kubelet, 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item77NoPathIsRegisteredTwice(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory).with(release)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      List<Runnable> events =
          List.of(
              () -> kubelet.cancelStreams(MEMORY.toString()),
              kubelet::dropConnections,
              plugin::reregister,
              kubelet::restart);
      for (Runnable event : events) {
        int before = kubelet.registrations().size();
        event.run();
        await().until(() -> kubelet.registrations().size() > before);
        awaitNode(kubelet, MEMORY, 100);
      }
      assertNoPathTwice(kubelet);
      await().until(() -> plugin.sockets(MEMORY).size() == 1);
    }
  }

  private static void assertNoPathTwice(EmbeddedKubelet kubelet) {
    assertThat(kubelet.registrations())
        .extracting(Registration::request)
        .extracting(RegisterRequest::getEndpoint)
        .doesNotHaveDuplicates();
  }

  /** A new registration makes no unit unhealthy if old and new may overlap. */
  @ParameterizedTest
  @EnumSource
  void registeringAgainLosesNoUnitWhereStreamsMayOverlap(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory).with(release)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      Set<Units> seen = watch(kubelet, MEMORY);
      for (int number = 2; number < 10; number++) {
        int registrations = number;
        plugin.reregister();
        await().until(() -> kubelet.registrations().size() == registrations);
        await().until(() -> kubelet.streams(MEMORY.toString()).live() == 1);
        awaitNode(kubelet, MEMORY, 100);
      }
      if (KubeletVersion.parse(release.toString()).allowsOverlap()) {
        assertThat(seen).allMatch(new Units(100, 100)::equals);
      }
    }
  }
}
