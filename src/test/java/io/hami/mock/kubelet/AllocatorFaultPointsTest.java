package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hami.mock.model.CardUnits;
import io.hami.mock.port.Allocator;
import io.hami.mock.port.Outage;
import io.hami.mock.port.Outage.Point;
import io.hami.mock.port.Outage.Way;
import io.hami.mock.simulator.AdmissionException;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Release;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every call for a container's environment fails in every way. The kubelet gets an answer, even
 * while a call hangs, and afterwards the next pod starts and the units of the rejected one may go.
 */
class AllocatorFaultPointsTest extends NodeWithKubelet {
  private static final CardUnits FIRST = new CardUnits("GPU-1", 0, true, 10);
  private static final CardUnits SECOND = new CardUnits("GPU-2", 0, true, 10);

  static Stream<Arguments> all() {
    return Outage.points(Allocator.class)
        .flatMap(point -> Stream.of(Way.values()).map(way -> Arguments.of(point, way)));
  }

  @ParameterizedTest
  @MethodSource("all")
  @SuppressWarnings("FutureReturnValueIgnored") // It is the allocator's answer.
  void theNextPodStartsAfterTheFault(Point at, Way way) {
    // For each container one environment is right.
    Outage outage = new Outage(way, (_, _, _) -> CompletableFuture.completedFuture(List.of()));
    Allocator allocator =
        (_, cards) ->
            CompletableFuture.completedFuture(
                cards.stream().map(ids -> Map.of("VISIBLE", String.join(",", ids))).toList());
    try (EmbeddedKubelet kubelet = kubelet(Release.V1_37).start();
        Advertiser plugin = new Advertiser(directory, outage.in(Allocator.class, allocator))) {
      plugin.advertise(CORES, FIRST, SECOND);
      awaitNode(kubelet, CORES, 20);
      outage.begin(at);
      assertThatThrownBy(() -> kubelet.allocate(CORES.toString(), 20))
          .isInstanceOf(AdmissionException.class);
      assertThat(outage.hits()).isEqualTo(1);

      outage.end().forEach(Outage.Call::make);
      assertThat(kubelet.allocate(CORES.toString(), 20).response().getEnvsMap())
          .containsEntry("VISIBLE", "GPU-1,GPU-2");
      plugin.advertise(CORES, FIRST);
      awaitNode(kubelet, CORES, 10);
    }
  }
}
