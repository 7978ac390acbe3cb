package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.Traffic;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Release;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubeletContactTest {
  private static final ResourceName MEMORY = new ResourceName("nvidia.com", "gpumem");
  private static final ResourceName CORES = new ResourceName("nvidia.com", "gpucores");

  private Path directory = Path.of("/");

  /** The path must be short: a socket's path can have only about a hundred characters. */
  @BeforeEach
  void directory() throws IOException {
    directory = Files.createTempDirectory("contact");
  }

  @AfterEach
  void remove() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private EmbeddedKubelet kubelet() {
    return new EmbeddedKubelet(KubeletOptions.of(directory, Release.V1_36));
  }

  private static Traffic traffic(Advertiser plugin, ResourceName name) {
    return plugin.history(name).getLast().traffic();
  }

  private static void awaitNode(EmbeddedKubelet kubelet, ResourceName name, long units) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(kubelet.resource(name.toString())).hasValue(new Units(units, units)));
  }

  @Test
  void countsMessagesAndKnowsTheTimeOfTheLastContact() {
    try (EmbeddedKubelet kubelet = kubelet();
        Advertiser plugin = new Advertiser(directory)) {
      assertThat(plugin.kubelet().contact().heard()).isEmpty();
      kubelet.start();
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(kubelet.allocate(MEMORY.toString(), 3)).isNotNull();
      await().until(() -> traffic(plugin, MEMORY).allocations() == 1);
      Traffic traffic = traffic(plugin, MEMORY);
      assertThat(traffic).isEqualTo(new Traffic(traffic.frameBytes(), 1, 1, 1));
      assertThat(traffic.frameBytes()).isGreaterThan(1000);
      assertThat(plugin.kubelet().contact().present()).isTrue();
      assertThat(plugin.kubelet().contact().heard()).isPresent();
      plugin.advertise(MEMORY, 101);
      awaitNode(kubelet, MEMORY, 101);
      await().until(() -> traffic(plugin, MEMORY).sends() == 2);
    }
  }

  @Test
  void countsRestartsOfTheKubeletOnceHoweverManyResourcesThereAre() {
    try (EmbeddedKubelet kubelet = kubelet().start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(Map.of(MEMORY, new Units(1, 1), CORES, new Units(2, 2)));
      awaitNode(kubelet, MEMORY, 1);
      assertThat(plugin.kubelet().contact().restarts()).isZero();
      kubelet.restart();
      await().until(() -> plugin.kubelet().contact().restarts() == 1);
      awaitNode(kubelet, MEMORY, 1);
      awaitNode(kubelet, CORES, 2);
      assertThat(plugin.kubelet().contact().restarts()).isEqualTo(1);
    }
  }

  @Test
  void registersAnewWhenAsked() {
    try (EmbeddedKubelet kubelet = kubelet().start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      plugin.reregister();
      await().until(() -> kubelet.registrations().size() == 2);
      plugin.awaitState(MEMORY, Publication.State.ADVERTISED);
      awaitNode(kubelet, MEMORY, 100);
    }
  }

  @Test
  void findsASocketThatDoesNotAnswer() throws IOException {
    try (EmbeddedKubelet kubelet = kubelet().start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(Map.of(MEMORY, new Units(1, 1), CORES, new Units(2, 2)));
      awaitNode(kubelet, MEMORY, 1);
      awaitNode(kubelet, CORES, 2);
      assertThat(plugin.kubelet().silentSockets(Duration.ofSeconds(5))).isEmpty();
      Path mute = directory.resolve("mute");
      try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.bind(UnixDomainSocketAddress.of(mute));
        ((KubeletContact) plugin.kubelet()).serves(MEMORY, mute);
        assertThat(plugin.kubelet().silentSockets(Duration.ofMillis(300)))
            .containsOnlyKeys(MEMORY)
            .containsValue("its socket answers DEADLINE_EXCEEDED");
      }
    }
  }
}
