package io.hami.mock.annotation;

import io.hami.mock.annotation.Decoded.Malformed;
import java.io.IOException;

/**
 * Carries a {@link Malformed} from the inside of a codec to its entry; it never leaves this
 * package.
 */
final class MalformedException extends IOException {
  private static final int LONGEST_FOUND = 40;

  private final Malformed malformed;

  MalformedException(String where, int position, String expected, String found) {
    super(expected);
    malformed = new Malformed(where, position, expected, shortened(found));
  }

  Malformed malformed() {
    return malformed;
  }

  /**
   * Shortened to fit one line of a log, since anyone who can write an annotation chooses its text.
   */
  static String shortened(String found) {
    String printable = found.replaceAll("\\p{Cntrl}", "?");
    if (printable.length() <= LONGEST_FOUND) {
      return printable;
    }
    int end = LONGEST_FOUND - 3;
    return printable.substring(
            0, Character.isHighSurrogate(printable.charAt(end - 1)) ? end - 1 : end)
        + "...";
  }
}
