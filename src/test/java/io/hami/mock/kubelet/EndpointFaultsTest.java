package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.Publication.State;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Release;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The effect of injected faults on a kubelet of each release. */
class EndpointFaultsTest extends NodeWithKubelet {
  private static final EndpointFaults WITHHELD =
      new EndpointFaults(true, false, Optional.empty(), Optional.empty());
  private static final EndpointFaults FROZEN =
      new EndpointFaults(false, true, Optional.empty(), Optional.empty());

  @ParameterizedTest
  @EnumSource
  void aWithheldRegistrationLeavesNoHealthyUnitUntilItIsOver(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100, 100);
      plugin.suffer(MEMORY, WITHHELD);
      awaitNode(kubelet, MEMORY, 100, 0);
      plugin.awaitState(MEMORY, State.WITHHELD);
      int registrations = kubelet.registrations().size();
      // A kubelet that comes back gets no registration either.
      kubelet.restart();
      plugin.advertise(MEMORY, 120);
      plugin.awaitState(MEMORY, State.WITHHELD);
      plugin.suffer(MEMORY, EndpointFaults.NONE);
      awaitNode(kubelet, MEMORY, 120, 120);
      assertThat(kubelet.registrations()).hasSizeLessThanOrEqualTo(registrations + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDroppedStreamIsFollowedByAnotherRegistration(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100, 100);
      int registrations = kubelet.registrations().size();
      plugin.drop(MEMORY);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> kubelet.registrations().size() == registrations + 1);
      awaitNode(kubelet, MEMORY, 100, 100);
      assertThat(plugin.history(MEMORY))
          .anyMatch(now -> now.detail().equals("an injected fault ended the stream"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFrozenListStaysAndTheCurrentOneFollows(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100, 100);
      plugin.suffer(MEMORY, FROZEN);
      plugin.advertise(MEMORY, 300);
      int lists = kubelet.lists(MEMORY.toString()).size();
      // A new stream begins with the frozen list too.
      plugin.reregister();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> kubelet.lists(MEMORY.toString()).size() > lists);
      awaitNode(kubelet, MEMORY, 100, 100);
      plugin.suffer(MEMORY, EndpointFaults.NONE);
      awaitNode(kubelet, MEMORY, 300, 300);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFirstListIsNotFrozen(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.suffer(MEMORY, FROZEN);
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100, 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void allocateIsLateOrRefused(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100, 100);
      Duration delay = Duration.ofMillis(400);
      plugin.suffer(MEMORY, new EndpointFaults(false, false, Optional.of(delay), Optional.empty()));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                long before = System.nanoTime();
                kubelet.allocate(MEMORY.toString(), 1);
                return System.nanoTime() - before >= delay.toNanos();
              });
      plugin.suffer(
          MEMORY, new EndpointFaults(false, false, Optional.empty(), Optional.of("no luck today")));
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> kubelet.allocate(MEMORY.toString(), 1))
                      .hasStackTraceContaining("no luck today"));
      plugin.suffer(MEMORY, EndpointFaults.NONE);
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> kubelet.allocate(MEMORY.toString(), 1) != null);
    }
  }
}
