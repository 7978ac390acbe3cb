package io.hami.mock.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The text of a file that a person has written with an editor or redirected from a command. */
public sealed interface FileText {
  /** The text, without its byte order mark. */
  record Good(String text) implements FileText {}

  /** The bytes are no text; {@code why} says what is wrong and how to correct it. */
  record Bad(String why) implements FileText {}

  /**
   * Decodes UTF-8, and UTF-16 with a byte order mark, which PowerShell writes; never throws. UTF-16
   * without the mark is told by its NUL characters.
   */
  static FileText of(byte[] bytes) {
    return switch (mark(bytes)) {
      case 0xFEFF -> decode(bytes, StandardCharsets.UTF_16BE, 2);
      case 0xFFFE -> decode(bytes, StandardCharsets.UTF_16LE, 2);
      default -> decode(bytes, StandardCharsets.UTF_8, hasUtf8Mark(bytes) ? 3 : 0);
    };
  }

  private static FileText decode(byte[] bytes, Charset charset, int from) {
    String text;
    try {
      text =
          charset.newDecoder().decode(ByteBuffer.wrap(bytes, from, bytes.length - from)).toString();
    } catch (CharacterCodingException _) {
      return new Bad("the file is not %s text; save it as UTF-8".formatted(charset));
    }
    int nul = text.indexOf('\0');
    return nul < 0
        ? new Good(text)
        : new Bad(
            "the file has a NUL character in line %d, as UTF-16 without a byte order mark has; save it as UTF-8"
                .formatted(text.substring(0, nul).chars().filter(c -> c == '\n').count() + 1));
  }

  private static int mark(byte[] bytes) {
    return bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
  }

  private static boolean hasUtf8Mark(byte[] bytes) {
    return bytes.length >= 3 && mark(bytes) == 0xEFBB && (bytes[2] & 0xFF) == 0xBF;
  }
}
