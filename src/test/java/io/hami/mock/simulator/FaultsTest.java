package io.hami.mock.simulator;

import static io.hami.mock.simulator.Bench.GPU;
import static io.hami.mock.simulator.Bench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.hami.mock.simulator.Faults.RegisterAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class FaultsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void aLateAnswerDoesNotHoldUpTheStream(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.kubelet().faults().answerRegister(new RegisterAnswer.Late(Duration.ofSeconds(1)));
      TestPlugin plugin = bench.plugin("x.sock").serve();
      CompletableFuture<Void> answer =
          CompletableFuture.runAsync(() -> bench.register(request("x.sock")));
      await().until(() -> plugin.streams().size() == 1);
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      assertThat(answer).isNotDone();
      await().until(answer::isDone);
      assertThat(answer).isCompleted();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFrozenKubeletNeitherAnswersNorDials(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.kubelet().faults().answerRegister(new RegisterAnswer.Never());
      TestPlugin plugin = bench.plugin("x.sock").serve();
      assertThatThrownBy(() -> bench.register(request("x.sock"), Duration.ofMillis(500)))
          .hasMessageStartingWith("DEADLINE_EXCEEDED");
      assertThat(plugin.calls()).isEmpty();
      assertThat(bench.kubelet().registrations()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalHasTheTextThatWasAskedFor(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.kubelet().faults().answerRegister(new RegisterAnswer.Refused("not today"));
      assertThatThrownBy(() -> bench.register(request("x.sock"))).hasMessage("UNKNOWN: not today");
      bench.kubelet().faults().answerRegister(new RegisterAnswer.Prompt());
      bench.registered("x.sock").sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerCanBeForTheNextCallOnly(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.kubelet().faults().answerNextRegister(new RegisterAnswer.Refused("not yet"));
      TestPlugin plugin = bench.plugin("x.sock").serve();
      assertThatThrownBy(() -> bench.register(request("x.sock"))).hasMessage("UNKNOWN: not yet");
      bench.register(plugin, "x.sock");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_20")
  void aBusyKubeletConnectsAPluginThatHasGivenUpWaiting(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.kubelet().faults().pauseRegistrations();
      TestPlugin plugin = bench.plugin("x.sock").serve();
      assertThatThrownBy(() -> bench.register(request("x.sock"), Duration.ofSeconds(3)))
          .hasMessageStartingWith("DEADLINE_EXCEEDED");
      assertThat(plugin.methods()).containsExactly("GetDevicePluginOptions");
      bench.kubelet().faults().resumeRegistrations();
      await().until(() -> plugin.streams().size() == 1);
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
    }
  }

  @Test
  void aBusyKubeletOf120AnswersAtOnceAndConnectsLate() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_20)) {
      bench.kubelet().faults().pauseRegistrations();
      TestPlugin plugin = bench.plugin("x.sock").serve();
      bench.register(request("x.sock"));
      await().until(() -> plugin.connections() == 1);
      assertThat(plugin.calls()).isEmpty();
      bench.kubelet().faults().resumeRegistrations();
      await().until(() -> plugin.streams().size() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void registerCanBeAcceptedWithoutAStream(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.kubelet().faults().openStreams(false);
      TestPlugin plugin = bench.plugin("x.sock").serve();
      bench.register(request("x.sock"));
      await().during(Duration.ofMillis(300)).until(() -> plugin.streams().isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSlowReaderHoldsThePluginUpAndMissesNothing(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      bench.kubelet().faults().pauseReading();
      // The message that was requested before the pause still arrives.
      plugin.sendHealthy(0, "a");
      bench.awaitMessages(1);
      plugin.send(0, Frames.threeByteIds(100_000));
      plugin.sendHealthy(0, "a", "b");
      await()
          .during(Duration.ofMillis(500))
          .until(
              () ->
                  bench.kubelet().streams(GPU).messages() == 1
                      && !plugin.streams().getFirst().isReady());
      bench.kubelet().faults().resumeReading();
      bench.awaitMessages(3);
      bench.awaitUnits(2, 2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamOpenedDuringAPauseWaitsWithItsFirstMessage(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.kubelet().faults().pauseReading();
      bench.registered("x.sock").sendHealthy(0, "a");
      await().during(Duration.ofMillis(300)).until(() -> bench.kubelet().resources().isEmpty());
      bench.kubelet().faults().resumeReading();
      bench.awaitUnits(1, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancelledStreamsEndOneResourceOnly(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a");
      TestPlugin other = bench.plugin("other.sock").serve();
      bench.register(request("v1beta1", "example.com/other", "other.sock"));
      await().until(() -> other.streams().size() == 1);
      bench.kubelet().cancelStreams(GPU);
      bench.awaitUnits(1, 0);
      await().until(() -> plugin.streams().getFirst().isCancelled());
      assertThat(other.streams().getFirst().isCancelled()).isFalse();
      assertThat(bench.kubelet().streams("example.com/other").live()).isOne();
    }
  }

  @ParameterizedTest
  @EnumSource
  void droppedConnectionsBreakOffWhileTheSocketServesOn(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      bench.kubelet().dropConnections();
      bench.awaitUnits(1, 0);
      await().until(() -> plugin.streams().getFirst().isCancelled());
      assertThat(bench.kubelet().streams(GPU).lastEnd().map(Status::getCode))
          .contains(Status.Code.UNAVAILABLE);
      bench.register(plugin, "x.sock");
      plugin.sendHealthy(1, "a");
      bench.awaitUnits(1, 1);
    }
  }

  @Test
  void listenersGetEveryChangeAndWaitersTheirs() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_36)) {
      AtomicInteger changes = new AtomicInteger();
      bench.kubelet().addListener(changes::incrementAndGet);
      TestPlugin plugin = bench.registered("x.sock");
      int before = changes.get();
      plugin.sendHealthy(0, "a");
      assertThat(
              bench
                  .kubelet()
                  .await(kubelet -> kubelet.resources().containsKey(GPU), Duration.ofSeconds(20)))
          .isTrue();
      await().until(() -> changes.get() > before);
      assertThat(bench.kubelet().await(_ -> false, Duration.ofMillis(50))).isFalse();
    }
  }
}
