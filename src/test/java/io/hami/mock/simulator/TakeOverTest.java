package io.hami.mock.simulator;

import static io.hami.mock.simulator.Bench.GPU;
import static io.hami.mock.simulator.Bench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.hami.mock.model.Units;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two registrations for one resource (kubelet-contract 1.5). */
@Timeout(60)
final class TakeOverTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void bothStreamsLiveAndTheLastMessageCounts(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin first = bench.registered("first.sock");
      first.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      TestPlugin second = bench.registered("second.sock");
      second.sendHealthy(0, "c");
      bench.awaitUnits(1, 1);
      first.sendHealthy(0, "a", "b", "d");
      bench.awaitUnits(3, 3);
      assertThat(bench.kubelet().streams(GPU))
          .extracting(Observations.Streams::opened, Observations.Streams::live)
          .containsExactly(2, 2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneServerThatRegistersTwiceHasTwoStreams(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      bench.register(plugin, "x.sock");
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      plugin.sendHealthy(1, "a", "b");
      bench.awaitUnits(2, 2);
    }
  }

  @Test
  void v120TakesNoNoticeOfAnOldStreamsEnd() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_20)) {
      TestPlugin first = bench.registered("first.sock");
      TestPlugin second = bench.registered("second.sock");
      second.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      first.end(0);
      bench.awaitLiveStreams(1);
      second.sendHealthy(0, "a", "b", "c");
      bench.awaitUnits(3, 3);
    }
  }

  @Test
  void v136DisconnectsTheNewPluginAtTheOldOnesEnd() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_36)) {
      TestPlugin first = bench.registered("first.sock");
      TestPlugin second = bench.registered("second.sock");
      second.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      first.end(0);
      bench.awaitUnits(2, 0);
      await().until(() -> second.streams().getFirst().isCancelled());
      bench.awaitLiveStreams(0);
      assertThat(bench.kubelet().streams(GPU).opened()).isEqualTo(2);
    }
  }

  @Test
  void v136KeepsAPluginThatRegistersAfterTheOldStreamHasEnded() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_36)) {
      TestPlugin first = bench.registered("first.sock");
      first.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      first.end(0);
      bench.awaitUnits(1, 0);
      TestPlugin second = bench.registered("second.sock");
      second.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      assertThat(bench.kubelet().streams(GPU).live()).isOne();
    }
  }

  @Test
  void v136LosesSightOfAGoodPluginWhenAnotherFailsToRegister() throws Exception {
    try (Bench bench =
        new Bench(directory, Release.V1_36, o -> o.withDialTimeout(Duration.ofMillis(300)))) {
      TestPlugin good = bench.registered("good.sock");
      good.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      assertThatThrownBy(() -> bench.register(request("nobody.sock")))
          .isInstanceOf(StatusRuntimeException.class);
      good.stop();
      bench.awaitLiveStreams(0);
      assertThat(bench.kubelet().resource(GPU)).contains(new Units(2, 2));
      assertThatThrownBy(() -> bench.kubelet().allocate(GPU, 1))
          .isInstanceOf(AdmissionException.class)
          .hasMessageContaining("rpc error: code = Unavailable");
    }
  }

  @Test
  void v120KeepsAGoodPluginWhenAnotherFailsToRegister() throws Exception {
    try (Bench bench =
        new Bench(directory, Release.V1_20, o -> o.withDialTimeout(Duration.ofMillis(300)))) {
      TestPlugin good = bench.registered("good.sock");
      good.sendHealthy(0, "a", "b");
      bench.register(request("nobody.sock"));
      await().until(() -> bench.kubelet().failedDials() == 1);
      good.stop();
      bench.awaitUnits(2, 0);
    }
  }
}
