package io.hami.mock.kubelet;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.hami.mock.model.FrameLimit;
import io.hami.mock.model.UnitId;
import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.NUMANode;
import io.hami.mock.v1beta1.TopologyInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A ListAndWatchResponse as bytes. It is encoded once for each listing and sent to every stream
 * unchanged: as protobuf objects, a list of 262,408 devices would take about thirty times its size.
 */
final class Frame {
  private static final byte DEVICES = 0x0A;
  private static final byte ID = 0x0A;
  private static final String UNHEALTHY = "Unhealthy";

  /**
   * The length of the field with {@code Healthy}, which {@link FrameLimit} counts for every unit.
   */
  private static final int HEALTHY_BYTES = 9;

  private final Listing listing;
  private final byte[] bytes;

  private Frame(Listing listing, byte[] bytes) {
    this.listing = listing;
    this.bytes = bytes;
  }

  /**
   * The frame of {@code listing}, never larger than a kubelet takes.
   *
   * @throws IllegalArgumentException above {@link FrameLimit#MAX_UNITS} units
   */
  static Frame of(Listing listing) {
    if (listing.listed() > FrameLimit.MAX_UNITS) {
      throw new IllegalArgumentException(
          listing.listed() + " units do not fit into a frame, " + FrameLimit.MAX_UNITS + " do");
    }
    // The kubelet takes anything but "Healthy" as unhealthy (docs/kubelet.md 2.3). "Unhealthy" is
    // two bytes longer, so the field is left out if the frame would become too large: how many
    // units fit must not depend on how many are healthy.
    String unhealthy = size(listing, UNHEALTHY) <= FrameLimit.MAX_BYTES ? UNHEALTHY : "";
    byte[] bytes = new byte[size(listing, unhealthy)];
    int end = 0;
    int index = 0;
    for (Listing.Run run : listing.runs()) {
      byte[] rest = allButId(run, unhealthy);
      for (int last = index + run.units(); index < last; index++) {
        end = device(index, rest, bytes, end);
      }
    }
    return new Frame(listing, bytes);
  }

  private static int size(Listing listing, String unhealthy) {
    int size = FrameLimit.bytes(listing.listed());
    for (Listing.Run run : listing.runs()) {
      size += run.units() * (allButId(run, unhealthy).length - HEALTHY_BYTES);
    }
    return size;
  }

  /** The fields that all devices of a run share: all but the ID, which is the first field. */
  private static byte[] allButId(Listing.Run run, String unhealthy) {
    Device.Builder device = Device.newBuilder().setHealth(run.healthy() ? "Healthy" : unhealthy);
    if (run.numa() >= 0) {
      device.setTopology(
          TopologyInfo.newBuilder().addNodes(NUMANode.newBuilder().setID(run.numa())));
    }
    return device.build().toByteArray();
  }

  private static int device(int index, byte[] rest, byte[] target, int offset) {
    int end = offset;
    int idLength = UnitId.length(index);
    target[end++] = DEVICES;
    target[end++] = (byte) (2 + idLength + rest.length);
    target[end++] = ID;
    target[end++] = (byte) idLength;
    end = UnitId.write(index, target, end);
    System.arraycopy(rest, 0, target, end, rest.length);
    return end + rest.length;
  }

  Listing listing() {
    return listing;
  }

  /** The size of the message in bytes. */
  int size() {
    return bytes.length;
  }

  byte[] toByteArray() {
    return bytes.clone();
  }

  /** Gives a frame's bytes to gRPC without copying them. */
  static final class Marshaller implements MethodDescriptor.Marshaller<Frame> {
    @Override
    public InputStream stream(Frame frame) {
      return new Bytes(frame.bytes);
    }

    @Override
    public Frame parse(InputStream stream) {
      throw new UnsupportedOperationException("a plugin sends frames, it never reads one");
    }
  }

  private static final class Bytes extends ByteArrayInputStream implements KnownLength, Drainable {
    private Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int drainTo(OutputStream target) throws IOException {
      int length = count - pos;
      target.write(buf, pos, length);
      pos = count;
      return length;
    }
  }
}
