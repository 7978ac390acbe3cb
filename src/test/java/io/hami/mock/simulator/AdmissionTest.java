package io.hami.mock.simulator;

import static io.hami.mock.simulator.Bench.GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.hami.mock.v1beta1.AllocateResponse;
import io.hami.mock.v1beta1.DevicePluginOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pods that want devices (docs/kubelet.md 4). */
@Timeout(60)
final class AdmissionTest {
  private static final String[] TEN =
      IntStream.range(0, 10).mapToObj(Integer::toString).toArray(String[]::new);

  @TempDir Path directory;

  private static AdmissionException rejection(EmbeddedKubelet kubelet, String resource, int count) {
    return catchThrowableOfType(AdmissionException.class, () -> kubelet.allocate(resource, count));
  }

  @ParameterizedTest
  @EnumSource
  void devicesAreHandedOutOnceAndTakenBack(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.registered("x.sock").sendHealthy(0, TEN);
      bench.awaitUnits(10, 10);
      EmbeddedKubelet kubelet = bench.kubelet();
      Allocation first = kubelet.allocate(GPU, 4);
      Allocation second = kubelet.allocate(GPU, 6);
      Set<String> handedOut = new HashSet<>(first.ids());
      handedOut.addAll(second.ids());
      assertThat(handedOut).containsExactlyInAnyOrder(TEN);
      assertThat(rejection(kubelet, GPU, 1).reason()).isEqualTo("UnexpectedAdmissionError");
      assertThat(Files.readString(directory.resolve(Checkpoint.FILE))).contains(second.pod());
      kubelet.free(first);
      assertThat(kubelet.allocate(GPU, 4).ids()).containsExactlyInAnyOrderElementsOf(first.ids());
      // Allocated devices stay in both numbers.
      bench.awaitUnits(10, 10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void devicesAreChosenAtRandom(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.registered("x.sock").sendHealthy(0, TEN);
      bench.awaitUnits(10, 10);
      Set<List<String>> choices = new HashSet<>();
      for (int pod = 0; pod < 20; pod++) {
        Allocation allocation = bench.kubelet().allocate(GPU, 5);
        choices.add(allocation.ids());
        bench.kubelet().free(allocation);
      }
      assertThat(choices).hasSizeGreaterThan(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPreferenceIsFollowedAsFarAsItGoes(Release release) throws Exception {
    DevicePluginOptions prefers =
        DevicePluginOptions.newBuilder().setGetPreferredAllocationAvailable(true).build();
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin =
          bench
              .plugin("x.sock")
              .withOptions(prefers)
              .prefer(
                  available -> {
                    assertThat(available).containsExactlyInAnyOrder(TEN);
                    return List.of("7", "nonsense", "3", "7");
                  })
              .serve();
      bench.register(Bench.request("x.sock").toBuilder().setOptions(prefers).build());
      await().until(() -> plugin.streams().size() == 1);
      plugin.sendHealthy(0, TEN);
      bench.awaitUnits(10, 10);
      assertThat(bench.kubelet().allocate(GPU, 3).ids()).hasSize(3).contains("7", "3");
      plugin.prefer(
          _ -> {
            throw Status.INTERNAL.withDescription("no idea").asRuntimeException();
          });
      assertThat(rejection(bench.kubelet(), GPU, 1))
          .hasMessageContaining(
              "device plugin GetPreferredAllocation rpc failed with err: rpc error: code ="
                  + " Unknown");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "V1_20 | 3 | Pod Allocate failed due to requested number of devices unavailable for"
            + " example.com/gpu. Requested: 3, Available: 2, which is unexpected",
        "V1_36 | 3 | Pod was rejected: Allocate failed due to requested number of devices"
            + " unavailable for example.com/gpu. Requested: 3, Available: 2, which is unexpected",
        "V1_37 | 3 | Pod was rejected: Allocate failed due to requested number of devices"
            + " unavailable for example.com/gpu. Requested: 3, Available: 2, which is unexpected",
      })
  void tooFewDevicesRejectThePod(Release release, int count, String message) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      bench.registered("x.sock").sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      assertThat(rejection(bench.kubelet(), GPU, count)).hasMessage(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "V1_20 | Pod Allocate failed due to requested number of devices unavailable for"
            + " example.com/gpu. Requested: 1, Available: 0, which is unexpected",
        "V1_36 | Pod was rejected: Allocate failed due to no healthy devices present; cannot"
            + " allocate unhealthy devices example.com/gpu, which is unexpected",
        "V1_37 | Pod was rejected: Allocate failed due to no healthy devices present; cannot"
            + " allocate unhealthy devices example.com/gpu, which is unexpected",
      })
  void aStoppedPluginRejectsThePod(Release release, String message) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      plugin.end(0);
      bench.awaitUnits(2, 0);
      assertThat(rejection(bench.kubelet(), GPU, 1)).hasMessage(message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "V1_20,can't allocate unregistered device a.b/c",
    "V1_36,cannot allocate unregistered device a.b/c",
    "V1_37,cannot allocate unregistered device a.b/c"
  })
  void anUnknownResourceRejectsThePod(Release release, String cause) {
    try (Bench bench = new Bench(directory, release)) {
      assertThat(rejection(bench.kubelet(), "a.b/c", 1)).hasMessageContaining(cause);
    }
  }

  @Test
  void aPodThatWantsNothingIsRejectedFrom136On() throws Exception {
    for (Release release : Release.values()) {
      try (Bench bench = new Bench(directory, release)) {
        bench.registered("x.sock").end(0);
        bench.awaitUnits(0, 0);
        switch (release) {
          case V1_20 -> assertThat(bench.kubelet().allocate(GPU, 0).ids()).isEmpty();
          case V1_36, V1_37 ->
              assertThatThrownBy(() -> bench.kubelet().allocate(GPU, 0))
                  .hasMessageContaining("no healthy devices present");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorOfAllocateRejectsThePodAndGivesTheDevicesBack(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      plugin.onAllocate(
          _ -> {
            throw Status.INVALID_ARGUMENT.withDescription("no such device").asRuntimeException();
          });
      assertThat(rejection(bench.kubelet(), GPU, 1))
          .hasMessageContaining("rpc error: code = InvalidArgument desc = no such device");
      plugin.onAllocate(TestPlugin::oneEach);
      assertThat(bench.kubelet().allocate(GPU, 1).ids()).containsExactly("a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerWithoutContainersLosesTheDevicesUntilAPodEnds(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      Allocation held = bench.kubelet().allocate(GPU, 1);
      plugin.onAllocate(_ -> AllocateResponse.getDefaultInstance());
      assertThat(rejection(bench.kubelet(), GPU, 1))
          .hasMessageContaining("no containers return in allocation response");
      plugin.onAllocate(TestPlugin::oneEach);
      assertThat(rejection(bench.kubelet(), GPU, 1)).hasMessageContaining("Available: 0");
      bench.kubelet().free(held);
      assertThat(bench.kubelet().allocate(GPU, 2).ids()).containsExactlyInAnyOrder("a", "b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdThatIsDroppedWhileItIsAllocatedKillsKubeletsFrom136On(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch dropped = new CountDownLatch(1);
      plugin.onAllocate(
          request -> {
            asked.countDown();
            await().until(() -> dropped.getCount() == 0);
            return TestPlugin.oneEach(request);
          });
      CompletableFuture<Allocation> pod =
          CompletableFuture.supplyAsync(() -> bench.kubelet().allocate(GPU, 1));
      asked.await();
      plugin.sendHealthy(0, "b");
      bench.awaitMessages(2);
      dropped.countDown();
      switch (release) {
        case V1_20 -> {
          assertThat(pod.join().ids()).containsExactly("a");
          assertThat(bench.kubelet().panics()).isZero();
        }
        case V1_36, V1_37 -> {
          assertThatThrownBy(pod::join)
              .isInstanceOf(CompletionException.class)
              .hasMessageContaining("nil pointer dereference");
          assertThat(bench.kubelet().panics()).isOne();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdThatTurnsUnhealthyWhileItIsAllocatedHarmsNobody(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      plugin.onAllocate(
          request -> {
            plugin.send(0, Frames.unhealthy("a"));
            bench.awaitUnits(1, 0);
            return TestPlugin.oneEach(request);
          });
      assertThat(bench.kubelet().allocate(GPU, 1).ids()).containsExactly("a");
      assertThat(bench.kubelet().panics()).isZero();
    }
  }
}
