package io.hami.mock.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import io.hami.mock.v1beta1.NUMANode;
import io.hami.mock.v1beta1.TopologyInfo;
import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DeviceListReaderTest {
  private static DeviceListReader.Message read(Release release, byte[] frame) {
    return new DeviceListReader(release).parse(new ByteArrayInputStream(frame));
  }

  @Provide
  Arbitrary<List<Device>> devices() {
    return Combinators.combine(
            Arbitraries.strings().ofMaxLength(3),
            Arbitraries.of("Healthy", "Unhealthy", "healthy", ""),
            Arbitraries.longs().between(-1, 200))
        .as(
            (id, health, numa) ->
                Device.newBuilder()
                    .setID(id)
                    .setHealth(health)
                    .setTopology(
                        TopologyInfo.newBuilder().addNodes(NUMANode.newBuilder().setID(numa)))
                    .build())
        .list();
  }

  @Property
  void readsWhatProtobufWrites(@ForAll("devices") List<Device> devices) {
    byte[] frame = ListAndWatchResponse.newBuilder().addAllDevices(devices).build().toByteArray();
    Set<String> healthy = new LinkedHashSet<>();
    Set<String> unhealthy = new LinkedHashSet<>();
    Map<String, List<Long>> numa = new HashMap<>();
    devices.forEach(
        device -> {
          String id = new String(device.getIDBytes().toByteArray(), UTF_8);
          (device.getHealth().equals("Healthy") ? healthy : unhealthy).add(id);
          numa.put(id, List.of(device.getTopology().getNodes(0).getID()));
        });
    DeviceListReader.Message message = read(Release.V1_36, frame);
    assertThat(message.bytes()).isEqualTo(frame.length);
    assertThat(message.devices().healthy().asList()).containsExactlyElementsOf(healthy);
    assertThat(message.devices().unhealthy().asList()).containsExactlyElementsOf(unhealthy);
    assertThat(message.devices().numa()).isEqualTo(numa);
  }

  @Test
  void onlyOldKubeletsTakeIdsThatAreNotUtf8() {
    byte[] frame = {0x0a, 3, 0x0a, 1, (byte) 0xff};
    assertThat(read(Release.V1_20, frame).devices().units().capacity()).isOne();
    for (Release release : List.of(Release.V1_36, Release.V1_37)) {
      assertThatThrownBy(() -> read(release, frame))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("invalid UTF-8");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenFrameIsAnError(Release release) {
    byte[] frame = {0x0a, 9, 0x0a, 1, 'a'};
    assertThatThrownBy(() -> read(release, frame))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("INTERNAL");
  }
}
