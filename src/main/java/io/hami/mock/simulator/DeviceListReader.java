package io.hami.mock.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import io.hami.mock.v1beta1.NUMANode;
import io.hami.mock.v1beta1.TopologyInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads ListAndWatchResponse directly into sets of IDs: as protobuf objects the largest list would
 * take about 40 MB.
 */
final class DeviceListReader implements MethodDescriptor.Marshaller<DeviceListReader.Message> {
  private static final int DEVICES = tag(ListAndWatchResponse.DEVICES_FIELD_NUMBER);
  private static final int ID = tag(Device.ID_FIELD_NUMBER);
  private static final int HEALTH = tag(Device.HEALTH_FIELD_NUMBER);
  private static final int TOPOLOGY = tag(Device.TOPOLOGY_FIELD_NUMBER);
  private static final byte[] HEALTHY = "Healthy".getBytes(UTF_8);
  private static final byte[] NONE = {};

  private final boolean checksUtf8;

  /** Since 1.34 the kubelet's decoder refuses IDs that are not UTF-8 (docs/kubelet.md 1.2). */
  DeviceListReader(Release release) {
    checksUtf8 = release != Release.V1_20;
  }

  /**
   * A message as received.
   *
   * @param bytes its length on the wire, without the five bytes that gRPC adds
   */
  record Message(DeviceList devices, int bytes) {}

  @Override
  public InputStream stream(Message value) {
    throw new UnsupportedOperationException("a kubelet sends no device lists");
  }

  @Override
  public Message parse(InputStream stream) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(stream);
      IdSet.Builder healthy = new IdSet.Builder();
      IdSet.Builder unhealthy = new IdSet.Builder();
      Map<String, List<Long>> numa = new HashMap<>();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag != DEVICES) {
          in.skipField(tag);
          continue;
        }
        int limit = in.pushLimit(in.readRawVarint32());
        readDevice(in, healthy, unhealthy, numa);
        if (in.getBytesUntilLimit() != 0) {
          throw new InvalidProtocolBufferException("unexpected EOF");
        }
        in.popLimit(limit);
      }
      return new Message(
          new DeviceList(healthy.build(), unhealthy.build(), numa), in.getTotalBytesRead());
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("grpc: failed to unmarshal the received message: " + e.getMessage())
          .withCause(e)
          .asRuntimeException();
    }
  }

  private void readDevice(
      CodedInputStream in,
      IdSet.Builder healthy,
      IdSet.Builder unhealthy,
      Map<String, List<Long>> numa)
      throws IOException {
    byte[] id = NONE;
    byte[] health = NONE;
    List<Long> nodes = List.of();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ID) {
        id = text(in);
      } else if (tag == HEALTH) {
        health = text(in);
      } else if (tag == TOPOLOGY) {
        nodes =
            TopologyInfo.parseFrom(in.readByteArray()).getNodesList().stream()
                .map(NUMANode::getID)
                .toList();
      } else {
        in.skipField(tag);
      }
    }
    (Arrays.equals(health, HEALTHY) ? healthy : unhealthy).add(id);
    if (!nodes.isEmpty()) {
      numa.put(new String(id, UTF_8), nodes);
    }
  }

  private byte[] text(CodedInputStream in) throws IOException {
    byte[] text = in.readByteArray();
    if (checksUtf8 && !ByteString.copyFrom(text).isValidUtf8()) {
      throw new InvalidProtocolBufferException("string field contains invalid UTF-8");
    }
    return text;
  }

  private static int tag(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
