package io.hami.mock.simulator;

import static io.hami.mock.simulator.Bench.GPU;
import static io.hami.mock.simulator.Bench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.hami.mock.model.Units;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two registrations for one resource (docs/kubelet.md 1.5). */
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
  @EnumSource(names = {"V1_20", "V1_36"})
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

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_20")
  void from136APluginThatRegistersAfterTheOldStreamHasEndedIsKept(Release release)
      throws Exception {
    try (Bench bench = new Bench(directory, release)) {
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

  @Test
  void v137KeepsTheLastListUntilTheLastOfSeveralPluginsEnds() throws Exception {
    try (Bench bench =
        new Bench(directory, Release.V1_37, o -> o.withGracePeriod(Duration.ofMillis(500)))) {
      TestPlugin first = bench.registered("first.sock");
      first.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      TestPlugin second = bench.registered("second.sock");
      second.sendHealthy(0, "b", "c");
      bench.awaitUnits(2, 2);
      second.end(0);
      bench.awaitLiveStreams(1);
      await()
          .during(Duration.ofMillis(700))
          .until(() -> bench.kubelet().healthyIds(GPU).size() == 2);
      assertThat(first.streams().getFirst().isCancelled()).isFalse();
      assertThat(bench.kubelet().resource(GPU)).contains(new Units(2, 2));
      long ended = System.nanoTime();
      first.end(0);
      bench.awaitUnits(0, 0);
      assertThat(Duration.ofNanos(System.nanoTime() - ended)).isGreaterThan(Duration.ofMillis(500));
    }
  }

  @Test
  void v137LetsTheNewPluginTakeOverFromTheOldOne() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_37)) {
      TestPlugin first = bench.registered("first.sock");
      first.sendHealthy(0, "a");
      TestPlugin second = bench.registered("second.sock");
      bench.awaitUnits(1, 1);
      second.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      first.stop();
      bench.awaitLiveStreams(1);
      second.sendHealthy(0, "a", "b", "c");
      bench.awaitUnits(3, 3);
    }
  }

  @Test
  void v137AllocatesFromThePluginThatRegisteredLastAndThenFromTheOneThatIsLeft() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_37)) {
      TestPlugin first = bench.registered("first.sock");
      TestPlugin second = bench.registered("second.sock");
      first.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      var _ = bench.kubelet().allocate(GPU, 1);
      assertThat(second.methods()).contains("Allocate");
      assertThat(first.methods()).doesNotContain("Allocate");
      second.end(0);
      bench.awaitLiveStreams(1);
      var _ = bench.kubelet().allocate(GPU, 1);
      assertThat(first.methods()).contains("Allocate");
    }
  }

  @Test
  void v137RefusesAPathWhosePluginIsStillConnected() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_37)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      assertAlreadyConnected(bench, "x.sock");
      assertThat(plugin.streams()).hasSize(1);
      // The connection of the refused registration stays, and nothing is sent over it.
      assertThat(plugin.connections()).isEqualTo(2);
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      assertThat(bench.kubelet().allocate(GPU, 1).ids()).hasSize(1);
    }
  }

  @Test
  void v137LosesSightOfAPluginWhosePathIsRegisteredTwice() throws Exception {
    try (Bench bench =
        new Bench(directory, Release.V1_37, o -> o.withGracePeriod(Duration.ofMillis(300)))) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      assertAlreadyConnected(bench, "x.sock");
      plugin.stop();
      bench.awaitLiveStreams(0);
      await()
          .during(Duration.ofMillis(600))
          .until(() -> bench.kubelet().resource(GPU).filter(new Units(2, 2)::equals).isPresent());
      assertThatThrownBy(() -> bench.kubelet().allocate(GPU, 1))
          .isInstanceOf(AdmissionException.class)
          .hasMessageContaining("rpc error: code = Unavailable");
      // A new server on that path gets Allocate, but cannot register.
      plugin.serve();
      await()
          .ignoreExceptionsInstanceOf(AdmissionException.class)
          .until(() -> bench.kubelet().allocate(GPU, 1).ids().size() == 1);
      assertAlreadyConnected(bench, "x.sock");
      assertAlreadyConnected(bench, "x.sock");
      bench.kubelet().restart();
      bench.register(plugin.again(), "x.sock");
      plugin.sendHealthy(1, "a");
      bench.awaitUnits(1, 1);
    }
  }

  @Test
  void v137FallsBackToAPluginThatItHasLostSightOf() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_37)) {
      TestPlugin lost = bench.registered("lost.sock");
      lost.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      assertAlreadyConnected(bench, "lost.sock");
      lost.stop();
      bench.awaitLiveStreams(0);
      TestPlugin good = bench.registered("good.sock");
      good.sendHealthy(0, "b", "c");
      bench.awaitUnits(2, 2);
      assertThat(bench.kubelet().allocate(GPU, 1).ids()).hasSize(1);
      good.stop();
      bench.awaitLiveStreams(0);
      assertThat(bench.kubelet().healthyIds(GPU)).hasSize(2);
      assertThatThrownBy(() -> bench.kubelet().allocate(GPU, 1))
          .isInstanceOf(AdmissionException.class)
          .hasMessageContaining("rpc error: code = Unavailable");
    }
  }

  /**
   * The kubelet sees the end of a stream only after it has applied the last message
   * (docs/kubelet.md 1.5).
   */
  @Test
  void v137RefusesAPluginThatIsBackBeforeItsLastListIsApplied() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_37)) {
      TestPlugin plugin = bench.registered("x.sock");
      bench.kubelet().faults().pauseReading();
      plugin.sendHealthy(0, "a");
      bench.awaitMessages(1);
      plugin.sendHealthy(0, "a", "b");
      plugin.end(0);
      plugin.again();
      assertAlreadyConnected(bench, "x.sock");
      bench.kubelet().faults().resumeReading();
      bench.awaitLiveStreams(0);
      assertThat(bench.kubelet().healthyIds(GPU)).hasSize(2);
    }
  }

  @Test
  void v137LosesSightOfAPluginThatRepeatsARegisterWhichIsUnderWay() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_37)) {
      bench.kubelet().faults().pauseRegistrations();
      TestPlugin plugin = bench.plugin("x.sock").serve();
      assertThatThrownBy(() -> bench.register(request("x.sock"), Duration.ofSeconds(3)))
          .hasMessageStartingWith("DEADLINE_EXCEEDED");
      CompletableFuture<Void> again =
          CompletableFuture.runAsync(() -> bench.register(request("x.sock")));
      await().until(() -> plugin.calls().size() == 2);
      bench.kubelet().faults().resumeRegistrations();
      assertThatThrownBy(again::join).hasMessageContaining("device plugin already connected");
      await().until(() -> plugin.streams().size() == 1);
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      plugin.end(0);
      bench.awaitLiveStreams(0);
      assertThat(bench.kubelet().healthyIds(GPU)).hasSize(1);
    }
  }

  /** When the old client ends, the kubelet also removes the new one of the same path. */
  @Test
  void v137LosesSightOfAPluginWhoseOldStreamEndsWhileItRegistersAgain() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_37)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      bench.kubelet().faults().pauseRegistrations();
      CompletableFuture<Void> again =
          CompletableFuture.runAsync(() -> bench.register(request("x.sock")));
      await().until(() -> plugin.calls().size() == 3);
      plugin.end(0);
      bench.awaitUnits(1, 0);
      bench.kubelet().faults().resumeRegistrations();
      again.join();
      await().until(() -> plugin.streams().size() == 2);
      plugin.sendHealthy(1, "a", "b");
      bench.awaitUnits(2, 2);
      plugin.end(1);
      bench.awaitLiveStreams(0);
      assertThat(bench.kubelet().healthyIds(GPU)).hasSize(2);
    }
  }

  @Test
  void v137KeepsAGoodPluginWhenAnotherPathFailsToRegister() throws Exception {
    try (Bench bench =
        new Bench(directory, Release.V1_37, o -> o.withDialTimeout(Duration.ofMillis(300)))) {
      TestPlugin good = bench.registered("good.sock");
      good.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      assertThatThrownBy(() -> bench.register(request("nobody.sock")))
          .hasMessageContaining("failed to dial device plugin");
      good.stop();
      bench.awaitUnits(2, 0);
    }
  }

  @Test
  void v137LosesSightOfAGoodPluginWhenItsOwnPathFailsToRegister() throws Exception {
    try (Bench bench =
        new Bench(directory, Release.V1_37, o -> o.withDialTimeout(Duration.ofMillis(300)))) {
      TestPlugin good = bench.registered("good.sock");
      good.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      Files.delete(directory.resolve("good.sock"));
      assertThatThrownBy(() -> bench.register(request("good.sock")))
          .hasMessageContaining("failed to dial device plugin");
      good.stop();
      bench.awaitLiveStreams(0);
      assertThat(bench.kubelet().healthyIds(GPU)).hasSize(2);
    }
  }

  private void assertAlreadyConnected(Bench bench, String endpoint) {
    assertThatThrownBy(() -> bench.register(request(endpoint)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("UNKNOWN: device plugin already connected: " + directory.resolve(endpoint));
  }
}
