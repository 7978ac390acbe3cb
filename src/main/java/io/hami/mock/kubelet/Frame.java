package io.hami.mock.kubelet;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.hami.mock.model.FrameLimit;
import io.hami.mock.model.UnitId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A ListAndWatchResponse as bytes. It is encoded once for each listing and sent to every stream as
 * it is: a list of 262,408 devices as protobuf objects would be some thirty times its size.
 */
final class Frame {
  private static final byte DEVICES = 0x0A;
  private static final byte ID = 0x0A;
  private static final byte HEALTH = 0x12;
  private static final byte[] HEALTHY = "Healthy".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UNSAID = {};
  private static final byte[] UNHEALTHY = "Unhealthy".getBytes(StandardCharsets.US_ASCII);

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
    int unhealthy = listing.listed() - listing.healthy();
    int spelledOut =
        FrameLimit.bytes(listing.listed()) + unhealthy * (UNHEALTHY.length - HEALTHY.length);
    // The kubelet takes anything but "Healthy" as unhealthy (kubelet-contract 2.3). The word is two
    // bytes longer, so where
    // it would burst the frame the field is left out: how many units fit must not depend on how
    // many are healthy.
    boolean spell = spelledOut <= FrameLimit.MAX_BYTES;
    int size =
        spell ? spelledOut : FrameLimit.bytes(listing.listed()) - unhealthy * (HEALTHY.length + 2);
    byte[] bytes = new byte[size];
    int end = 0;
    for (int index = 0; index < listing.listed(); index++) {
      byte[] health = index < listing.healthy() ? HEALTHY : UNHEALTHY;
      end = device(index, index < listing.healthy() || spell ? health : UNSAID, bytes, end);
    }
    return new Frame(listing, bytes);
  }

  private static int device(int index, byte[] health, byte[] target, int offset) {
    int end = offset;
    int idLength = UnitId.length(index);
    target[end++] = DEVICES;
    target[end++] = (byte) (2 + idLength + (health.length == 0 ? 0 : 2 + health.length));
    target[end++] = ID;
    target[end++] = (byte) idLength;
    end = UnitId.write(index, target, end);
    if (health.length > 0) {
      target[end++] = HEALTH;
      target[end++] = (byte) health.length;
      System.arraycopy(health, 0, target, end, health.length);
      end += health.length;
    }
    return end;
  }

  Listing listing() {
    return listing;
  }

  /** Its size on the wire, in bytes. */
  int size() {
    return bytes.length;
  }

  byte[] toByteArray() {
    return bytes.clone();
  }

  /** Hands a frame's bytes to gRPC without a copy in between. */
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
