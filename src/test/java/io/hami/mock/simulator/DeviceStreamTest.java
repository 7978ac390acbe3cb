package io.hami.mock.simulator;

import static io.hami.mock.simulator.Bench.GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.hami.mock.model.Units;
import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class DeviceStreamTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void aResourceIsOnTheNodeFromItsFirstMessageOn(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      assertThat(bench.kubelet().resources()).doesNotContainKey(GPU);
      plugin.send(0, new byte[0]);
      bench.awaitUnits(0, 0);
      plugin.sendHealthy(0, "a", "b", "c");
      bench.awaitUnits(3, 3);
      assertThat(bench.kubelet().healthyIds(GPU)).containsExactly("a", "b", "c");
      assertThat(bench.kubelet().lists(GPU))
          .extracting(Observations.ReceivedList::bytes)
          .containsExactly(0, 42);
      assertThat(bench.kubelet().streams(GPU).opened()).isOne();
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheExactWordIsHealthyAndDoublesCountAsTheKubeletCountsThem(Release release)
      throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      ListAndWatchResponse.Builder list = ListAndWatchResponse.newBuilder();
      String[][] devices = {
        {"a", "Healthy"},
        {"a", "Healthy"},
        {"b", "healthy"},
        {"c", ""},
        {"d", "Unhealthy"},
        {"both", "Healthy"},
        {"both", "Unhealthy"}
      };
      for (String[] device : devices) {
        list.addDevices(Device.newBuilder().setID(device[0]).setHealth(device[1]));
      }
      plugin.send(0, list.build().toByteArray());
      bench.awaitUnits(6, 2);
      assertThat(bench.kubelet().healthyIds(GPU)).containsExactly("a", "both");
      assertThat(bench.kubelet().unhealthyIds(GPU)).containsExactly("b", "c", "d", "both");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aListOfExactlyTheLimitIsTaken(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      byte[] frame = Frames.threeByteIds(262_144);
      assertThat(frame).hasSize(4_194_304);
      plugin.send(0, frame);
      bench.awaitUnits(262_144, 262_144);
      assertThat(bench.kubelet().lists(GPU).getFirst().bytes()).isEqualTo(4_194_304);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLongerListEndsTheStreamAndThePluginSeesACancellation(Release release) throws Exception {
    for (byte[] frame :
        new byte[][] {
          Frames.threeByteIds(262_145), Frames.oneByteMore(Frames.threeByteIds(262_143))
        }) {
      try (Bench bench = new Bench(directory, release)) {
        TestPlugin plugin = bench.registered("x.sock");
        plugin.sendHealthy(0, "a", "b");
        bench.awaitUnits(2, 2);
        assertThat(frame.length).isIn(4_194_320, 4_194_305);
        plugin.send(0, frame);
        bench.awaitUnits(2, 0);
        assertThat(bench.kubelet().streams(GPU).lastEnd().map(Status::getCode))
            .contains(Status.Code.RESOURCE_EXHAUSTED);
        await().until(() -> plugin.streams().getFirst().isCancelled());
        assertThat(bench.kubelet().streams(GPU))
            .extracting(Observations.Streams::opened, Observations.Streams::live)
            .containsExactly(1, 0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEndedStreamLeavesUnhealthyDevicesAndAfterTheGracePeriodNone(Release release)
      throws Exception {
    try (Bench bench =
        new Bench(directory, release, o -> o.withGracePeriod(Duration.ofMillis(1500)))) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      long ended = System.nanoTime();
      plugin.end(0);
      bench.awaitUnits(2, 0);
      assertThat(bench.kubelet().unhealthyIds(GPU)).containsExactly("a", "b");
      bench.awaitUnits(0, 0);
      assertThat(Duration.ofNanos(System.nanoTime() - ended)).isGreaterThan(Duration.ofSeconds(1));
      // The checkpoint is written after the Node.
      await()
          .untilAsserted(
              () ->
                  assertThat(Files.readString(directory.resolve(Checkpoint.FILE)))
                      .doesNotContain(GPU));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatEndsWithoutAMessageShowsZeroOnTheNode(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.registered("x.sock").end(0);
      bench.awaitUnits(0, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPluginThatComesBackInTimeIsWholeAgainWithItsFirstMessage(Release release) throws Exception {
    try (Bench bench =
        new Bench(directory, release, o -> o.withGracePeriod(Duration.ofMillis(1500)))) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      plugin.end(0);
      bench.awaitUnits(2, 0);
      bench.register(plugin, "x.sock");
      // A registration without a message stops the grace period and leaves the devices unhealthy.
      await()
          .during(Duration.ofMillis(1500))
          .until(() -> bench.kubelet().resource(GPU).filter(new Units(2, 0)::equals).isPresent());
      plugin.sendHealthy(1, "a", "b");
      bench.awaitUnits(2, 2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPluginIsNeitherDialledNorAskedAgain(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      plugin.stop();
      bench.awaitUnits(1, 0);
      plugin.serve();
      await()
          .during(Duration.ofMillis(1500))
          .until(() -> bench.kubelet().streams(GPU).opened() == 1);
      assertThat(plugin.streams()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCheckpointNamesTheHealthyIdsUntilTheNextWrite(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      Path file = directory.resolve(Checkpoint.FILE);
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      String expected =
          "{\"Data\":{\"PodDeviceEntries\":null,\"RegisteredDevices\":{\"example.com/gpu\":[\"a\",\"b\"]}},\"Checksum\":0}";
      assertThat(Files.readString(file)).isEqualTo(expected);
      plugin.end(0);
      bench.awaitUnits(2, 0);
      assertThat(Files.readString(file)).isEqualTo(expected);
      try (var entries = Files.list(directory)) {
        assertThat(
                entries.map(Path::getFileName).map(Path::toString).filter(n -> n.startsWith(".")))
            .isEmpty();
      }
    }
  }
}
