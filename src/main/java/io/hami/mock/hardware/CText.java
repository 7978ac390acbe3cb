package io.hami.mock.hardware;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text as C stores it: up to the first zero byte; some vendors pad it. */
final class CText {
  private CText() {}

  static String of(byte[] buffer) {
    return Native.toString(buffer, StandardCharsets.UTF_8).strip();
  }

  /** Text in a field of a structure. */
  static String of(byte[] structure, int offset, int length) {
    return of(Arrays.copyOfRange(structure, offset, offset + length));
  }
}
