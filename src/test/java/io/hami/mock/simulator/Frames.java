package io.hami.mock.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import java.io.ByteArrayOutputStream;

/**
 * ListAndWatch messages of known length: a healthy device takes 13 bytes plus the length of its ID.
 */
final class Frames {
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(US_ASCII);

  private Frames() {}

  /** A frame with 16 bytes for each device; the IDs repeat after 262,144. */
  static byte[] threeByteIds(int count) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(count * 16);
    for (int i = 0; i < count; i++) {
      frame.writeBytes(new byte[] {0x0a, 14, 0x0a, 3});
      frame.write(ALPHABET[i & 63]);
      frame.write(ALPHABET[(i >> 6) & 63]);
      frame.write(ALPHABET[(i >> 12) & 63]);
      frame.writeBytes(new byte[] {0x12, 7, 'H', 'e', 'a', 'l', 't', 'h', 'y'});
    }
    return frame.toByteArray();
  }

  /** The frame with one more device of 17 bytes. */
  static byte[] oneByteMore(byte[] frame) {
    ByteArrayOutputStream longer = new ByteArrayOutputStream(frame.length + 17);
    longer.writeBytes(frame);
    longer.writeBytes(new byte[] {0x0a, 15, 0x0a, 4, 'l', 'o', 'n', 'g'});
    longer.writeBytes(new byte[] {0x12, 7, 'H', 'e', 'a', 'l', 't', 'h', 'y'});
    return longer.toByteArray();
  }

  /** A list of one device that is not healthy. */
  static byte[] unhealthy(String id) {
    return ListAndWatchResponse.newBuilder()
        .addDevices(Device.newBuilder().setID(id).setHealth("Unhealthy"))
        .build()
        .toByteArray();
  }
}
