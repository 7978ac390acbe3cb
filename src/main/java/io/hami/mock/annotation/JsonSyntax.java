package io.hami.mock.annotation;

/**
 * Finds the first wrong character of a text that is not JSON. For most errors Jackson's own
 * location is that character. For an invalid number or word ({@code 1.}, {@code +1}, {@code NaN})
 * Jackson's location is inside or after it, and for a control character it is after it.
 */
final class JsonSyntax {
  private JsonSyntax() {}

  /**
   * The position of the error that Jackson reports at {@code reported}.
   *
   * @return an offset into {@code text}, or its length when the text ends too early
   */
  static int firstWrong(String text, int reported) {
    int position = Math.clamp(reported, 0, text.length());
    if (position > 0 && isControl(text.charAt(position - 1))) {
      return position - 1;
    }
    if (position == text.length() || !isInWord(text, position)) {
      return position;
    }
    int start = position;
    while (start > 0 && isWord(text.charAt(start - 1))) {
      start--;
    }
    boolean escape = start > 0 && text.charAt(start - 1) == '\\';
    return escape ? position : start;
  }

  /** Whether only blanks are between {@code position} and a colon before it. */
  static boolean isAfterColon(String text, int position) {
    return text.substring(0, position).stripTrailing().endsWith(":");
  }

  /** The word, number or single character at {@code position}. */
  static String tokenAt(String text, int position) {
    if (position >= text.length()) {
      return "end of text";
    }
    int end = position;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    return text.substring(position, Math.max(end, position + 1));
  }

  private static boolean isInWord(String text, int position) {
    String before = text.substring(0, position);
    return isWord(text.charAt(position)) || before.endsWith("NaN") || before.endsWith("Infinity");
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || "+-._".indexOf(c) >= 0;
  }

  private static boolean isControl(char c) {
    return c < ' ' && "\t\r\n".indexOf(c) < 0;
  }
}
