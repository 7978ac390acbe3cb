package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** A node on which an embedded kubelet of any release can be started. */
public abstract class NodeWithKubelet {
  protected static final ResourceName MEMORY = ResourceName.parse("nvidia.com/gpumem");
  protected static final ResourceName CORES = ResourceName.parse("nvidia.com/gpucores");

  @TempDir protected Path directory;

  /** A kubelet that has not been started. */
  protected EmbeddedKubelet kubelet(Release release) {
    return new EmbeddedKubelet(KubeletOptions.of(directory, release));
  }

  protected static void awaitNode(
      EmbeddedKubelet kubelet, ResourceName name, long capacity, long allocatable) {
    awaitNode(() -> {}, kubelet, name, new Units(capacity, allocatable));
  }

  protected static void awaitNode(EmbeddedKubelet kubelet, ResourceName name, long units) {
    awaitNode(kubelet, name, units, units);
  }

  /**
   * Waits until the Node shows {@code units}.
   *
   * @param turn run before each check
   */
  protected static void awaitNode(
      Runnable turn, EmbeddedKubelet kubelet, ResourceName name, Units units) {
    await(name + " on the node")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () -> {
              turn.run();
              assertThat(kubelet.resource(name.toString())).isEqualTo(Optional.of(units));
            });
  }
}
