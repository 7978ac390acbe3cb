package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.hami.mock.model.UnitId;
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
import io.hami.mock.v1beta1.PreStartContainerRequest;
import io.hami.mock.v1beta1.PreStartContainerResponse;
import io.hami.mock.v1beta1.PreferredAllocationRequest;
import io.hami.mock.v1beta1.PreferredAllocationResponse;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service as a kubelet meets it, over a real socket. */
class DevicePluginServiceTest {
  private static final int LISTED = 100_000;

  private final Transport transport = new Transport();
  private final List<DeviceStream> streams = new CopyOnWriteArrayList<>();
  private final List<DeviceStream> ended = new CopyOnWriteArrayList<>();
  private final List<Frame> sent = new CopyOnWriteArrayList<>();
  private final CallCount calls = CallCount.of();
  private volatile Frame frame = Frame.of(new Listing(LISTED, LISTED));
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
            () -> frame.listing().listed(),
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
  void optionsAskForNothing() {
    assertThat(kubelet().getDevicePluginOptions(Empty.getDefaultInstance()))
        .isEqualTo(DevicePluginOptions.getDefaultInstance());
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
  void allocateWithoutUnitsIsFine() {
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
        .isEqualTo("no unit '" + id + "' is listed, only 100000 units are");
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
    frame = Frame.of(new Listing(LISTED + 1, 0));
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
  void preStartContainerIsAnsweredThoughNotAskedFor() {
    assertThat(
            kubelet()
                .preStartContainer(
                    PreStartContainerRequest.newBuilder().addDevicesIds("A").build()))
        .isEqualTo(PreStartContainerResponse.getDefaultInstance());
  }

  @Test
  void noUnitIsPreferred() {
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
  void anUnknownCallIsUnimplementedAndTheConnectionSurvives() {
    Iterator<ListAndWatchResponse> list = kubelet().listAndWatch(Empty.getDefaultInstance());
    list.next();
    MethodDescriptor<Empty, Empty> unknown =
        MethodDescriptor.<Empty, Empty>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("v1beta1.DevicePlugin/NextYearsCall")
            .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .build();
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel, unknown, CallOptions.DEFAULT, Empty.getDefaultInstance()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    streams.getFirst().show(Frame.of(new Listing(3, 3)));
    assertThat(list.next().getDevicesCount()).isEqualTo(3);
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

  /** 1.20 sends the raw path, later ones "localhost" or the path percent-encoded. */
  @ParameterizedTest
  @ValueSource(strings = {"raw", "encoded", "localhost"})
  void answersUnderAnyAuthority(String form) throws InterruptedException {
    String authority =
        switch (form) {
          case "raw" -> socket.toString();
          case "encoded" -> URLEncoder.encode(socket.toString(), StandardCharsets.UTF_8);
          default -> form;
        };
    var io = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .eventLoopGroup(io)
            .usePlaintext();
    InternalNettyChannelBuilder.disableCheckAuthority(builder);
    ManagedChannel other = builder.overrideAuthority(authority).build();
    try {
      assertThat(other.authority()).isEqualTo(authority);
      assertThat(
              DevicePluginGrpc.newBlockingStub(other)
                  .withDeadlineAfter(10, TimeUnit.SECONDS)
                  .getDevicePluginOptions(Empty.getDefaultInstance()))
          .isEqualTo(DevicePluginOptions.getDefaultInstance());
    } finally {
      other.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      io.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS).await(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void theWholeListComesFirstAndThenOnlyWhatDiffers() {
    Iterator<ListAndWatchResponse> list = kubelet().listAndWatch(Empty.getDefaultInstance());
    assertThat(list.next().getDevicesCount()).isEqualTo(LISTED);
    DeviceStream stream = streams.getFirst();
    stream.show(frame);
    Frame next = Frame.of(new Listing(7, 5));
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
  void anEndedStreamEndsInGoodOrder() {
    Iterator<ListAndWatchResponse> list = kubelet().listAndWatch(Empty.getDefaultInstance());
    list.next();
    streams.getFirst().end();
    assertThat(list.hasNext()).isFalse();
    Awaitility.await().until(() -> ended.contains(streams.getFirst()));
    streams.getFirst().show(Frame.of(new Listing(1, 1)));
    assertThat(sent).hasSize(1);
  }

  @Test
  void aKubeletThatGoesAwayIsNoticed() {
    kubelet().listAndWatch(Empty.getDefaultInstance()).next();
    channel.shutdownNow();
    Awaitility.await().until(() -> ended.contains(streams.getFirst()));
  }
}
