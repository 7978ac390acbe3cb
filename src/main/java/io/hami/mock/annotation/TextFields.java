package io.hami.mock.annotation;

import java.util.Set;
import java.util.regex.Pattern;

/** Takes fields that are separated by commas in their order and knows where each begins. */
final class TextFields {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

  private final String[] fields;
  private final String owner;
  private int next;
  private int position;

  /**
   * @param owner what the fields are of, for an error: {@code card 1}
   * @param position where the first begins
   */
  TextFields(String[] fields, String owner, int position) {
    this.fields = fields;
    this.owner = owner;
    this.position = position;
  }

  static String quoted(String text) {
    return '"' + text + '"';
  }

  String text() {
    String field = fields[next++];
    position += field.length() + 1;
    return field;
  }

  /**
   * An int32 of at least 0. HAMi's scheduler takes negative amounts; that is our choice to refuse,
   * because no kubelet can be told of fewer than no units (docs/conformance.md, item 66).
   */
  int amount(String name) throws MalformedException {
    return (int) number(name, 0, Integer.MAX_VALUE);
  }

  long number(String name, long min, long max) throws MalformedException {
    int start = position;
    String field = text();
    if (NUMBER.matcher(field).matches()) {
      try {
        long number = Long.parseLong(field);
        if (min <= number && number <= max) {
          return number;
        }
      } catch (NumberFormatException _) {
        // Too many digits is out of range like any other number that is too large.
      }
    }
    throw wrong(name, start, "a whole number from " + min + " to " + max, field);
  }

  boolean bool(String name) throws MalformedException {
    int start = position;
    String field = text();
    if (!TRUE.contains(field) && !FALSE.contains(field)) {
      throw wrong(name, start, "true or false", field);
    }
    return TRUE.contains(field);
  }

  private MalformedException wrong(String name, int start, String expected, String field) {
    return new MalformedException(owner + ", " + name, start, expected, quoted(field));
  }
}
