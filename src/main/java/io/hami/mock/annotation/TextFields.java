package io.hami.mock.annotation;

import java.util.Set;
import java.util.regex.Pattern;

/** Reads comma-separated fields one after another and knows the position of each. */
final class TextFields {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

  private final String[] fields;
  private final String owner;
  private int next;
  private int position;

  /**
   * @param owner what the fields belong to, for error messages: {@code card 1}
   * @param position where the first field begins
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
   * An int32 of at least 0. HAMi's scheduler accepts negative amounts; this plugin refuses them, by
   * choice, because a kubelet cannot be told about fewer than zero units (docs/conformance.md, item
   * 66).
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
        // A number with too many digits is reported as out of range, like any other too large
        // number.
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
