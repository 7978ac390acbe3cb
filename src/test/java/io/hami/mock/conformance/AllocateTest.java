package io.hami.mock.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hami.mock.kubelet.Advertiser;
import io.hami.mock.kubelet.NodeWithKubelet;
import io.hami.mock.model.CardUnits;
import io.hami.mock.model.UnitId;
import io.hami.mock.model.Units;
import io.hami.mock.port.Allocator;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Release;
import io.hami.mock.v1beta1.AllocateRequest;
import io.hami.mock.v1beta1.ContainerAllocateRequest;
import io.hami.mock.v1beta1.ContainerAllocateResponse;
import io.hami.mock.v1beta1.ContainerPreferredAllocationRequest;
import io.hami.mock.v1beta1.PreStartContainerRequest;
import io.hami.mock.v1beta1.PreStartContainerResponse;
import io.hami.mock.v1beta1.PreferredAllocationRequest;
import io.hami.mock.v1beta1.PreferredAllocationResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The calls for which a pod's admission waits. */
class AllocateTest extends NodeWithKubelet {
  private static final Allocator NO_ENVIRONMENT =
      (_, cards) ->
          CompletableFuture.completedFuture(
              cards.stream().map(_ -> Map.<String, String>of()).toList());

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(UnitId::of).toList();
  }

  private static AllocateRequest request(List<String> ids) {
    return AllocateRequest.newBuilder()
        .addContainerRequests(ContainerAllocateRequest.newBuilder().addAllDevicesIds(ids))
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void item49AllocateAnswersEachContainerAtOnce(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 1000);
      awaitNode(kubelet, MEMORY, 1000);
      assertThat(kubelet.allocate(MEMORY.toString(), 20).ids()).hasSize(20);
      AllocateRequest two =
          request(ids(0, 10)).toBuilder()
              .addContainerRequests(ContainerAllocateRequest.newBuilder().addDevicesIds("AA"))
              .build();
      try (PluginClient client = new PluginClient(plugin.socket(MEMORY))) {
        assertThat(
                Stopwatch.fastest(
                    _ -> {
                      long called = System.nanoTime();
                      assertThat(client.plugin().allocate(two).getContainerResponsesList())
                          .containsExactly(
                              ContainerAllocateResponse.getDefaultInstance(),
                              ContainerAllocateResponse.getDefaultInstance());
                      return Stopwatch.since(called);
                    }))
            .isLessThan(Duration.ofMillis(50));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void item50AnIdThatIsNotListedIsRefusedAndNoIdIsAccepted(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 10);
      awaitNode(kubelet, MEMORY, 10);
      try (PluginClient client = new PluginClient(plugin.socket(MEMORY))) {
        for (String id : List.of("mock-devices-id-0", "", UnitId.of(10))) {
          StatusRuntimeException refused =
              catchThrowableOfType(
                  StatusRuntimeException.class,
                  () -> client.plugin().allocate(request(List.of("A", id))));
          assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        assertThat(client.plugin().allocate(request(List.of())).getContainerResponsesCount())
            .isEqualTo(1);
      }
      assertThat(kubelet.allocate(MEMORY.toString(), 10).ids()).hasSize(10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item51AHundredThousandIdsAreAnsweredAndEightMebibytesRead(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100_000);
      awaitNode(kubelet, MEMORY, 100_000);
      assertThat(kubelet.allocate(MEMORY.toString(), 100_000).ids()).hasSize(100_000);
      // Each ID has three letters and takes two bytes more.
      AllocateRequest large = request(Collections.nCopies(1_700_000, UnitId.of(90_000)));
      assertThat(large.getSerializedSize()).isGreaterThan(8 << 20);
      try (PluginClient client = new PluginClient(plugin.socket(MEMORY))) {
        assertThat(client.plugin().allocate(large).getContainerResponsesCount()).isEqualTo(1);
      }
    }
  }

  /**
   * Allocate is called between two lists, the first of which the kubelet has not read, and on a
   * connection of its own.
   */
  @ParameterizedTest
  @EnumSource
  void item52AllocateAndTheListDoNotWaitForEachOther(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 100_000);
      awaitNode(kubelet, MEMORY, 100_000);
      kubelet.faults().pauseReading();
      plugin.advertise(MEMORY, 100_001);
      plugin.advertise(MEMORY, 100_002);
      await().until(() -> plugin.publication(MEMORY).listed().equals(new Units(100_002, 100_002)));
      try (PluginClient client = new PluginClient(plugin.socket(MEMORY))) {
        assertThat(client.plugin().allocate(request(ids(0, 1000))).getContainerResponsesCount())
            .isEqualTo(1);
      }
      assertThat(kubelet.streams(MEMORY.toString()).messages()).isLessThan(3);
      kubelet.faults().resumeReading();
      awaitNode(kubelet, MEMORY, 100_002);
      assertThat(kubelet.registrations()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item53APreferenceIsAvailableAndRepeatable(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory, NO_ENVIRONMENT)) {
      plugin.advertise(MEMORY, 20);
      awaitNode(kubelet, MEMORY, 20);
      assertThat(preferred(plugin)).isEqualTo(PreferredAllocationResponse.getDefaultInstance());
      plugin.advertise(
          MEMORY, new CardUnits("GPU-1", 0, true, 10), new CardUnits("GPU-2", 1, true, 10));
      await().until(() -> kubelet.registrations().size() == 2);
      awaitNode(kubelet, MEMORY, 20);
      PreferredAllocationResponse first = preferred(plugin);
      assertThat(first.getContainerResponsesList()).hasSize(1);
      assertThat(first.getContainerResponses(0).getDeviceIDsList())
          .hasSize(6)
          .doesNotHaveDuplicates()
          .contains("C", "M")
          .isSubsetOf(ids(2, 18));
      assertThat(preferred(plugin)).isEqualTo(first);
    }
  }

  private static PreferredAllocationResponse preferred(Advertiser plugin) {
    try (PluginClient client = new PluginClient(plugin.socket(MEMORY))) {
      return client
          .plugin()
          .getPreferredAllocation(
              PreferredAllocationRequest.newBuilder()
                  .addContainerRequests(
                      ContainerPreferredAllocationRequest.newBuilder()
                          .addAllAvailableDeviceIDs(ids(2, 18))
                          .addAllMustIncludeDeviceIDs(List.of("C", "M"))
                          .setAllocationSize(6))
                  .build());
    }
  }

  @ParameterizedTest
  @EnumSource
  void item54PreStartContainerIsAnsweredThoughNotAdvertised(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 10);
      awaitNode(kubelet, MEMORY, 10);
      assertThat(kubelet.registrations().getLast().request().getOptions().getPreStartRequired())
          .isFalse();
      try (PluginClient client = new PluginClient(plugin.socket(MEMORY))) {
        assertThat(
                Stopwatch.fastest(
                    _ -> {
                      long called = System.nanoTime();
                      assertThat(
                              client
                                  .plugin()
                                  .preStartContainer(
                                      PreStartContainerRequest.newBuilder()
                                          .addDevicesIds("A")
                                          .build()))
                          .isEqualTo(PreStartContainerResponse.getDefaultInstance());
                      return Stopwatch.since(called);
                    }))
            .isLessThan(Duration.ofSeconds(1));
      }
    }
  }
}
