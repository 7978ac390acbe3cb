package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.UnitId;
import io.hami.mock.port.Allocator;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.reconcile.ManualLoop;
import io.hami.mock.v1beta1.AllocateRequest;
import io.hami.mock.v1beta1.AllocateResponse;
import io.hami.mock.v1beta1.ContainerAllocateRequest;
import io.hami.mock.v1beta1.ContainerAllocateResponse;
import io.hami.mock.v1beta1.ContainerPreferredAllocationRequest;
import io.hami.mock.v1beta1.DevicePluginGrpc;
import io.hami.mock.v1beta1.DevicePluginGrpc.DevicePluginBlockingStub;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.Empty;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import io.hami.mock.v1beta1.PreferredAllocationRequest;
import io.hami.mock.v1beta1.PreferredAllocationResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service called as a kubelet calls it, over a real socket. */
class DevicePluginServiceTest {
  private static final int LISTED = 100_000;
  private static final ResourceName NAME = ResourceName.parse("example.com/gpu");

  /** Two cards: units A to D belong to the first, E to H to the second. */
  private static final Listing CARDS =
      new Listing(
          List.of(new Listing.Run(4, true, "GPU-1", 0), new Listing.Run(4, true, "GPU-2", 1)));

  private final Transport transport = new Transport();
  private final List<DeviceStream> streams = new CopyOnWriteArrayList<>();
  private final List<DeviceStream> ended = new CopyOnWriteArrayList<>();
  private final List<Frame> sent = new CopyOnWriteArrayList<>();
  private final CallCount calls = CallCount.of();
  private final ManualLoop loop = new ManualLoop();
  private volatile DevicePluginOptions options = DevicePluginOptions.getDefaultInstance();
  private volatile Allocator allocator =
      (_, _) -> {
        throw new AssertionError("nobody is asked for units of nobody in particular");
      };
  private volatile Frame frame = Frame.of(Listing.of(LISTED, LISTED));
  private final Allocations allocations =
      new Allocations(
          NAME,
          () -> frame.listing(),
          (name, cards) -> allocator.allocate(name, cards),
          loop,
          Duration.ofSeconds(5),
          calls);
  @TempDir private Path directory;
  private Path socket;
  private EndpointServer server;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws IOException {
    socket = directory.resolve("hami-mock-test.sock");
    DevicePluginService service =
        new DevicePluginService(
            call -> {
              DeviceStream stream = new DeviceStream(call, frame, new Listener(), 0);
              streams.add(stream);
              return stream;
            },
            () -> options,
            () -> frame.listing(),
            allocations,
            calls);
    server = EndpointServer.start(socket, service.definition(), transport);
    channel = transport.channel(socket);
  }

  private final class Listener implements DeviceStream.Listener {
    @Override
    public void sent(DeviceStream stream, Frame frame) {
      sent.add(frame);
    }

    @Override
    public void ended(DeviceStream stream) {
      ended.add(stream);
    }
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.close();
    server.awaitClosed(0);
    transport.close();
  }

  private DevicePluginBlockingStub kubelet() {
    return DevicePluginGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private static ContainerAllocateRequest container(String... ids) {
    return ContainerAllocateRequest.newBuilder().addAllDevicesIds(List.of(ids)).build();
  }

  private static AllocateRequest allocate(ContainerAllocateRequest... containers) {
    return AllocateRequest.newBuilder().addAllContainerRequests(List.of(containers)).build();
  }

  @Test
  void optionsAreTheCurrentOnes() {
    assertThat(kubelet().getDevicePluginOptions(Empty.getDefaultInstance()))
        .isEqualTo(DevicePluginOptions.getDefaultInstance());
    options = DevicePluginOptions.newBuilder().setGetPreferredAllocationAvailable(true).build();
    assertThat(kubelet().getDevicePluginOptions(Empty.getDefaultInstance())).isEqualTo(options);
  }

  @Test
  void allocateHasOneEmptyResponseForEachContainer() {
    AllocateResponse response = kubelet().allocate(allocate(container("A", "B"), container("AA")));
    assertThat(response.getContainerResponsesList())
        .containsExactly(
            ContainerAllocateResponse.getDefaultInstance(),
            ContainerAllocateResponse.getDefaultInstance());
  }

  @Test
  void allocateWithoutUnitsSucceeds() {
    assertThat(kubelet().allocate(allocate(container())).getContainerResponsesCount()).isEqualTo(1);
    assertThat(kubelet().allocate(allocate()).getContainerResponsesCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mock-devices-id-0", "", "GPU-1", "___", "A "})
  void allocateOfAUnitThatIsNotListedIsRefused(String id) {
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> kubelet().allocate(allocate(container("A", id))));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("unit '" + id + "' is not listed; 100000 units are");
  }

  /** A surplus unit stays listed while a shrink settles, because an Allocate may have chosen it. */
  @Test
  void theLastListedUnitMayBeAllocatedAndTheNextMayNot() {
    assertThat(kubelet().allocate(allocate(container(UnitId.of(LISTED - 1)))))
        .isNotEqualTo(AllocateResponse.getDefaultInstance());
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> kubelet().allocate(allocate(container(UnitId.of(LISTED)))));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    frame = Frame.of(Listing.of(LISTED + 1, 0));
    assertThat(kubelet().allocate(allocate(container(UnitId.of(LISTED)))))
        .isNotEqualTo(AllocateResponse.getDefaultInstance());
  }

  @Test
  void allUnitsMayBeAllocatedAtOnce() {
    String[] all = IntStream.range(0, LISTED).mapToObj(UnitId::of).toArray(String[]::new);
    assertThat(kubelet().allocate(allocate(container(all))).getContainerResponsesCount())
        .isEqualTo(1);
  }

  @Test
  void eachContainerGetsTheEnvironmentOfItsCards() {
    frame = Frame.of(CARDS);
    List<List<String>> asked = new CopyOnWriteArrayList<>();
    allocator =
        (name, cards) -> {
          asked.addAll(cards);
          assertThat(name).isEqualTo(NAME);
          return CompletableFuture.completedFuture(
              List.of(Map.of("VISIBLE", "x", "LIMIT", "1"), Map.of(), Map.of("VISIBLE", "y")));
        };
    AllocateResponse response =
        kubelet().allocate(allocate(container("H", "B", "A"), container(), container("F", "E")));
    assertThat(asked).containsExactly(List.of("GPU-1", "GPU-2"), List.of(), List.of("GPU-2"));
    assertThat(response.getContainerResponsesList())
        .containsExactly(
            ContainerAllocateResponse.newBuilder()
                .putEnvs("VISIBLE", "x")
                .putEnvs("LIMIT", "1")
                .build(),
            ContainerAllocateResponse.getDefaultInstance(),
            ContainerAllocateResponse.newBuilder().putEnvs("VISIBLE", "y").build());
  }

  @Test
  void noThreadWaitsForAnAnswerAndTheUnitsAreHeldUntilThen() throws Exception {
    frame = Frame.of(CARDS);
    CompletableFuture<List<Map<String, String>>> later = new CompletableFuture<>();
    allocator = (_, _) -> later;
    ListenableFuture<AllocateResponse> answer = allocateLater("C");
    Awaitility.await().until(() -> calls.calls().get() == 1);
    // The same thread of the transport answers other calls meanwhile.
    assertThat(kubelet().getDevicePluginOptions(Empty.getDefaultInstance())).isEqualTo(options);
    assertThat(answer.isDone()).isFalse();
    assertThat(calls.allocations()).hasValue(0);
    assertThat(allocations.hold(2)).isTrue();
    assertThat(allocations.hold(3)).isFalse();
    later.complete(List.of(Map.of("A", "b")));
    assertThat(answer.get(10, TimeUnit.SECONDS).getContainerResponses(0).getEnvsMap())
        .containsExactly(Map.entry("A", "b"));
    Awaitility.await().until(() -> calls.allocations().get() == 1);
    assertThat(allocations.hold(0)).isFalse();
    assertThat(calls.refusals()).hasValue(0);
  }

  @Test
  void anAllocatorThatIsTooSlowIsNotWaitedFor() {
    frame = Frame.of(CARDS);
    CompletableFuture<List<Map<String, String>>> never = new CompletableFuture<>();
    allocator = (_, _) -> never;
    ListenableFuture<AllocateResponse> answer = allocateLater("C");
    Awaitility.await().until(() -> calls.calls().get() == 1);
    Awaitility.await()
        .until(
            () -> {
              loop.advance(Duration.ofSeconds(5));
              return answer.isDone();
            });
    Status status = failure(answer);
    assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(status.getDescription())
        .isEqualTo(
            "example.com/gpu: no answer within 5000 ms on the environment of a container with"
                + " [[GPU-1]]");
    Awaitility.await().until(() -> calls.refusals().get() == 1);
    assertThat(allocations.hold(0)).isFalse();
    assertThat(never).isCancelled();
    assertThat(kubelet().getDevicePluginOptions(Empty.getDefaultInstance())).isEqualTo(options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancelled", "deadline"})
  void theAllocatorLearnsThatTheKubeletHasCancelled(String how) {
    frame = Frame.of(CARDS);
    CompletableFuture<List<Map<String, String>>> never = new CompletableFuture<>();
    allocator = (_, _) -> never;
    boolean deadline = how.equals("deadline");
    ListenableFuture<AllocateResponse> answer =
        DevicePluginGrpc.newFutureStub(channel)
            .withDeadlineAfter(deadline ? 300 : 10_000, TimeUnit.MILLISECONDS)
            .allocate(allocate(container("C")));
    Awaitility.await().until(() -> calls.calls().get() == 1);
    if (!deadline) {
      assertThat(never).isNotDone();
      answer.cancel(true);
    }
    Awaitility.await().until(never::isCancelled);
    Awaitility.await().until(() -> calls.refusals().get() == 1);
    assertThat(allocations.hold(0)).isFalse();
    assertThat(loop.timers()).isZero();
    assertThat(kubelet().getDevicePluginOptions(Empty.getDefaultInstance())).isEqualTo(options);
  }

  @Test
  void aCallCancelledDuringADelayDoesNotAskTheAllocator() {
    frame = Frame.of(CARDS);
    List<List<String>> asked = new CopyOnWriteArrayList<>();
    allocator =
        (_, cards) -> {
          asked.addAll(cards);
          return CompletableFuture.completedFuture(List.of(Map.of()));
        };
    Duration delay = Duration.ofSeconds(1);
    allocations.suffer(new EndpointFaults(false, false, Optional.of(delay), Optional.empty()));
    ListenableFuture<AllocateResponse> answer = allocateLater("C");
    Awaitility.await().until(() -> loop.timers() == 1);
    answer.cancel(true);
    Awaitility.await().until(() -> calls.refusals().get() == 1);
    loop.advance(delay);
    assertThat(asked).isEmpty();
  }

  /** A failure in the plugin must not leave the kubelet without an answer. */
  static Stream<Arguments> failures() {
    Map<String, String> broken = new HashMap<>();
    broken.put("A", null);
    return Stream.of(
        Arguments.of(
            CompletableFuture.failedFuture(new IllegalStateException("no pod wants GPU-1")),
            "no pod wants GPU-1"),
        Arguments.of(
            CompletableFuture.failedFuture(
                new CompletionException(new IllegalStateException("no pod wants GPU-1"))),
            "no pod wants GPU-1"),
        Arguments.of(
            CompletableFuture.failedFuture(new IllegalStateException()),
            "java.lang.IllegalStateException"),
        Arguments.of(
            CompletableFuture.completedFuture(List.of()),
            "the answer has 0 environments for 1 containers"),
        Arguments.of(CompletableFuture.completedFuture(List.of(broken)), "NullPointerException"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureReachesThePodsOwner(
      CompletableFuture<List<Map<String, String>>> outcome, String text) {
    frame = Frame.of(CARDS);
    allocator = (_, _) -> outcome;
    Status status = failure(allocateLater("C"));
    assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(status.getDescription()).contains(text);
    Awaitility.await().until(() -> calls.refusals().get() == 1);
    assertThat(allocations.hold(0)).isFalse();
  }

  @Test
  void anAllocatorThatThrowsIsAFailureLikeAnyOther() {
    frame = Frame.of(CARDS);
    allocator =
        (_, _) -> {
          throw new IllegalStateException("broken");
        };
    assertThat(failure(allocateLater("C")).getDescription()).isEqualTo("broken");
  }

  private ListenableFuture<AllocateResponse> allocateLater(String id) {
    return DevicePluginGrpc.newFutureStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .allocate(allocate(container(id)));
  }

  private static Status failure(ListenableFuture<AllocateResponse> answer) {
    ExecutionException failure =
        catchThrowableOfType(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
    return Status.fromThrowable(failure);
  }

  @Test
  void unitsOfAsFewCardsAsPossibleArePreferred() {
    frame = Frame.of(CARDS);
    PreferredAllocationResponse response =
        kubelet()
            .getPreferredAllocation(
                PreferredAllocationRequest.newBuilder()
                    .addContainerRequests(
                        ContainerPreferredAllocationRequest.newBuilder()
                            .addAllAvailableDeviceIDs(List.of("H", "nobody's", "A", "G", "I"))
                            .setAllocationSize(2))
                    .addContainerRequests(
                        ContainerPreferredAllocationRequest.newBuilder()
                            .addAllAvailableDeviceIDs(List.of("H", "G", "A", "B"))
                            .addMustIncludeDeviceIDs("B")
                            .setAllocationSize(2))
                    .build());
    assertThat(response.getContainerResponsesList())
        .extracting(container -> List.copyOf(container.getDeviceIDsList()))
        .containsExactly(List.of("G", "H"), List.of("A", "B"));
  }

  @Test
  void aPreferenceAmongAllUnitsOfTheLongestListIsQuick() {
    frame =
        Frame.of(
            new Listing(
                IntStream.range(0, 8)
                    .mapToObj(card -> new Listing.Run(32_801, true, "card" + card, -1))
                    .toList()));
    PreferredAllocationRequest request =
        PreferredAllocationRequest.newBuilder()
            .addContainerRequests(
                ContainerPreferredAllocationRequest.newBuilder()
                    .addAllAvailableDeviceIDs(
                        IntStream.range(0, 262_408).mapToObj(UnitId::of).toList())
                    .setAllocationSize(100_000))
            .build();
    long began = System.nanoTime();
    PreferredAllocationResponse response = kubelet().getPreferredAllocation(request);
    System.out.println(
        "100000 of 262408 units preferred in " + (System.nanoTime() - began) / 1_000_000 + " ms");
    assertThat(response.getContainerResponses(0).getDeviceIDsList())
        .containsExactlyElementsOf(IntStream.range(0, 100_000).mapToObj(UnitId::of).toList());
  }

  @Test
  void noUnitIsPreferredWhereAllAreAlike() {
    ContainerPreferredAllocationRequest request =
        ContainerPreferredAllocationRequest.newBuilder()
            .addAvailableDeviceIDs("A")
            .setAllocationSize(1)
            .build();
    assertThat(
            kubelet()
                .getPreferredAllocation(
                    PreferredAllocationRequest.newBuilder().addContainerRequests(request).build()))
        .isEqualTo(PreferredAllocationResponse.getDefaultInstance());
  }

  @Test
  void fieldsOfALaterReleaseAreIgnored() {
    ContainerAllocateRequest later =
        container("A").toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        99,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("new"))
                            .build())
                    .build())
            .build();
    assertThat(kubelet().allocate(allocate(later)).getContainerResponsesCount()).isEqualTo(1);
  }

  /**
   * 1.20 sends the raw path as authority, later releases "localhost" or the path percent-encoded.
   */
  @Test
  void theWholeListIsSentFirstAndThenOnlyChangedLists() {
    Iterator<ListAndWatchResponse> list = kubelet().listAndWatch(Empty.getDefaultInstance());
    assertThat(list.next().getDevicesCount()).isEqualTo(LISTED);
    DeviceStream stream = streams.getFirst();
    stream.show(frame);
    Frame next = Frame.of(Listing.of(7, 5));
    stream.show(next);
    stream.show(next);
    assertThat(list.next().getDevicesCount()).isEqualTo(7);
    Awaitility.await().until(() -> sent.size() == 2);
    assertThat(sent).containsExactly(frame, next);
  }

  @Test
  void anEmptyListIsSentToo() {
    frame = Frame.of(Listing.EMPTY);
    Iterator<ListAndWatchResponse> list = kubelet().listAndWatch(Empty.getDefaultInstance());
    assertThat(list.next()).isEqualTo(ListAndWatchResponse.getDefaultInstance());
  }

  @Test
  void anEndedStreamCompletesWithoutAnError() {
    Iterator<ListAndWatchResponse> list = kubelet().listAndWatch(Empty.getDefaultInstance());
    list.next();
    streams.getFirst().end();
    assertThat(list.hasNext()).isFalse();
    Awaitility.await().until(() -> ended.contains(streams.getFirst()));
    streams.getFirst().show(Frame.of(Listing.of(1, 1)));
    assertThat(sent).hasSize(1);
  }

  @Test
  void aKubeletThatGoesAwayIsNoticed() {
    kubelet().listAndWatch(Empty.getDefaultInstance()).next();
    channel.shutdownNow();
    Awaitility.await().until(() -> ended.contains(streams.getFirst()));
  }
}
