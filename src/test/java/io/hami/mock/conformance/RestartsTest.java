package io.hami.mock.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.hami.mock.kubelet.Advertiser;
import io.hami.mock.kubelet.NodeWithKubelet;
import io.hami.mock.model.Units;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Release;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many restarts of the kubelet while one plugin runs; {@code -Drestarts=100} sets how many.
 * Kubelets of older releases restart a fifth as often.
 */
class RestartsTest extends NodeWithKubelet {
  private static final int RESTARTS = Integer.getInteger("restarts", 1000);
  private static final int FIRST = 20;
  private static final long MEBIBYTE = 1 << 20;

  /**
   * The resources of this JVM, including those of the embedded kubelet, which keeps a line of each
   * registration and list. Virtual threads are not counted among the threads; the plugin has one,
   * which watches its directory.
   */
  private record Held(int threads, long descriptors, long heap) {
    static Held now() {
      System.gc();
      return new Held(
          ManagementFactory.getThreadMXBean().getThreadCount(),
          ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
              .getOpenFileDescriptorCount(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
  }

  @ParameterizedTest
  @EnumSource
  void item35RestartsOfTheKubeletLeaveNothingBehind(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(Map.of(MEMORY, new Units(1000, 1000), CORES, new Units(200, 150)));
      int restarts = release == Release.V1_37 ? RESTARTS : RESTARTS / 5;
      restart(kubelet, FIRST);
      Held before = Held.now();
      restart(kubelet, restarts - FIRST);
      // A connection takes a moment to close; no value grows with the number of restarts.
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                Held after = Held.now();
                assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
                assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 5);
                assertThat(after.heap()).isLessThan(before.heap() + 6 * MEBIBYTE);
              });
      System.out.println(
          release + ", " + restarts + " restarts: " + before + " became " + Held.now());
      assertThat(kubelet.registrations(MEMORY.toString())).hasSize(restarts + 1);
      assertThat(kubelet.streams(MEMORY.toString()).live()).isEqualTo(1);
      assertThat(kubelet.streams(CORES.toString()).live()).isEqualTo(1);
      assertThat(plugin.publication(MEMORY).streams()).isEqualTo(1);
      assertThat(plugin.publication(CORES).streams()).isEqualTo(1);
    }
  }

  private static void restart(EmbeddedKubelet kubelet, int times) {
    for (int restart = 0; restart < times; restart++) {
      awaitNode(kubelet, MEMORY, 1000);
      awaitNode(kubelet, CORES, 200, 150);
      kubelet.restart();
    }
    awaitNode(kubelet, MEMORY, 1000);
    awaitNode(kubelet, CORES, 200, 150);
  }
}
