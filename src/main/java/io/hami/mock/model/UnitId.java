package io.hami.mock.model;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * The device ID of a unit: its index in bijective base 64. Indexes 0 to 63 have one character, the
 * next 4,096 two, the next 262,144 three. The same index has the same ID after every restart and in
 * every later version, because a kubelet keeps the IDs that pods hold (docs/kubelet.md 4.6); a
 * golden file in the tests fixes the scheme. Each character takes one byte in the kubelet's
 * checkpoint.
 */
public final class UnitId {
  /** The number of indexes whose ID has at most three characters. */
  public static final int MAX_UNITS = 64 + 64 * 64 + 64 * 64 * 64;

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int TWO = 64;
  private static final int THREE = TWO + 64 * 64;

  private UnitId() {}

  /** The ID of the unit at {@code index}, 0 to {@link #MAX_UNITS} - 1. */
  public static String of(int index) {
    byte[] text = new byte[3];
    return new String(text, 0, write(index, text, 0), StandardCharsets.US_ASCII);
  }

  /**
   * Writes the ID of the unit at {@code index} into {@code target} and returns the offset after it.
   */
  public static int write(int index, byte[] target, int offset) {
    if (index < 0 || index >= MAX_UNITS) {
      throw new IllegalArgumentException(
          "a unit's index is 0 to " + (MAX_UNITS - 1) + ", not " + index);
    }
    int length = length(index);
    int rest = index - (length == 1 ? 0 : length == 2 ? TWO : THREE);
    for (int position = offset + length - 1; position >= offset; position--) {
      target[position] = (byte) ALPHABET.charAt(rest & 63);
      rest >>= 6;
    }
    return offset + length;
  }

  /** Characters (and bytes) of the ID of the unit at {@code index}: 1 to 3. */
  public static int length(int index) {
    return index < TWO ? 1 : index < THREE ? 2 : 3;
  }

  /** The index whose ID is {@code id}; empty when no index has this ID. */
  public static OptionalInt index(String id) {
    if (id.isEmpty() || id.length() > 3) {
      return OptionalInt.empty();
    }
    int value = 0;
    for (int i = 0; i < id.length(); i++) {
      int digit = ALPHABET.indexOf(id.charAt(i));
      if (digit < 0) {
        return OptionalInt.empty();
      }
      value = value << 6 | digit;
    }
    return OptionalInt.of(value + (id.length() == 1 ? 0 : id.length() == 2 ? TWO : THREE));
  }
}
