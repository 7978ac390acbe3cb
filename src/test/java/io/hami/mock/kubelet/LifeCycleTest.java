package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.model.Units;
import io.hami.mock.port.Publication;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Release;
import io.hami.mock.simulator.VendorPlugin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The life of a resource, beyond the conformance checklist, with a kubelet of each release: another
 * plugin takes a name, and what is advertised changes in between.
 */
class LifeCycleTest extends NodeWithKubelet {
  @ParameterizedTest
  @EnumSource
  void aWithdrawalEndsWhenTheResourceComesBack(Release release) {
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
  void aNameThatAnotherPluginRegistersLaterIsLeftToIt(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      plugin.cede(Map.of(), Set.of(MEMORY));
      plugin.awaitState(MEMORY, Publication.State.CONTENDED);
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
      plugin.cede(Map.of(), Set.of(MEMORY));
      plugin.awaitState(MEMORY, Publication.State.CONTENDED);
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(2))
          .until(() -> kubelet.streams(MEMORY.toString()).live() == 1);
      kubelet.cancelStreams(MEMORY.toString());
      plugin.awaitState(MEMORY, Publication.State.WITHDRAWN);
    }
  }

  /** Its list, sent to the end, would take the other plugin's units off the Node. */
  @ParameterizedTest
  @EnumSource
  void aWithdrawalEndsWhereAnotherPluginHasTakenTheName(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory);
        VendorPlugin vendor =
            new VendorPlugin(directory, "vendor.sock", MEMORY.toString(), List.of("GPU-1"))) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      plugin.advertise(Map.of());
      awaitNode(kubelet, MEMORY, 100, 0);
      vendor.start();
      awaitNode(kubelet, MEMORY, 1);
      plugin.cede(Map.of(), Set.of(MEMORY));
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(3))
          .until(() -> kubelet.resource(MEMORY.toString()).equals(Optional.of(new Units(1, 1))));
    }
  }
}
