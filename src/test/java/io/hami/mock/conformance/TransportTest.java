package io.hami.mock.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.hami.mock.kubelet.Advertiser;
import io.hami.mock.kubelet.NodeWithKubelet;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Release;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.Empty;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP/2 as kubelets use it. */
class TransportTest extends NodeWithKubelet {
  private static final MethodDescriptor<Empty, Empty> UNKNOWN =
      MethodDescriptor.<Empty, Empty>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("v1beta1.DevicePlugin/NextYearsCall")
          .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
          .build();

  @ParameterizedTest
  @EnumSource
  void item55AnUnknownCallIsUnimplementedAndTheConnectionSurvives(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 10);
      awaitNode(kubelet, MEMORY, 10);
      try (PluginClient client = new PluginClient(plugin.socket(MEMORY))) {
        Iterator<ListAndWatchResponse> list =
            client.plugin().listAndWatch(Empty.getDefaultInstance());
        assertThat(list.next().getDevicesCount()).isEqualTo(10);
        StatusRuntimeException refused =
            catchThrowableOfType(
                StatusRuntimeException.class,
                () ->
                    ClientCalls.blockingUnaryCall(
                        client.channel(),
                        UNKNOWN,
                        CallOptions.DEFAULT,
                        Empty.getDefaultInstance()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        plugin.advertise(MEMORY, 11);
        assertThat(list.next().getDevicesCount()).isEqualTo(11);
        assertThat(client.connections()).isEqualTo(1);
      }
    }
  }

  /**
   * Go's gRPC sends pings behind data to measure the bandwidth, and every 10 s to keep a connection
   * open.
   */
  @ParameterizedTest
  @EnumSource
  void item57PingsDoNotEndTheConnection(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 10);
      awaitNode(kubelet, MEMORY, 10);
      try (PluginClient client = new PluginClient(plugin.socket(MEMORY))) {
        Iterator<ListAndWatchResponse> list =
            client.plugin().listAndWatch(Empty.getDefaultInstance());
        assertThat(list.next().getDevicesCount()).isEqualTo(10);
        client.ping(50);
        plugin.advertise(MEMORY, 11);
        assertThat(list.next().getDevicesCount()).isEqualTo(11);
        client.ping(50);
        client.plugin().getDevicePluginOptions(Empty.getDefaultInstance());
        assertThat(client.connections()).isEqualTo(1);
      }
    }
  }

  /**
   * The authorities of kubelets, which are the socket's path from 1.20 and localhost from 1.26 on,
   * and any other.
   */
  @ParameterizedTest
  @EnumSource
  void item56AnswersUnderAnyAuthority(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 10);
      awaitNode(kubelet, MEMORY, 10);
      String path = plugin.socket(MEMORY).toString();
      for (String authority :
          List.of(path, URLEncoder.encode(path, StandardCharsets.UTF_8), "localhost", "")) {
        try (PluginClient client = new PluginClient(plugin.socket(MEMORY), authority)) {
          assertThat(client.channel().authority()).isEqualTo(authority);
          assertThat(client.plugin().getDevicePluginOptions(Empty.getDefaultInstance()))
              .isEqualTo(DevicePluginOptions.getDefaultInstance());
        }
      }
    }
  }
}
