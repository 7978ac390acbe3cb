package io.hami.mock.annotation;

import io.hami.mock.model.Card;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Colon-and-comma text (vendors 2.2), as strict as HAMi's scheduler is (vendors 2.5, column [A]):
 * {@code id,count,devmem,devcore,type,numa,health} and possibly {@code ,index,mode} for each card,
 * a colon after or between them, nothing quoted and no blanks.
 */
final class TextCards {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");
  private static final String MODE_OF_SEVEN_FIELDS = "hami-core";

  private TextCards() {}

  static List<Card> read(String value) throws MalformedException {
    if (value.indexOf(':') < 0) {
      throw new MalformedException("", 0, "cards that end with ':'", quoted(value));
    }
    List<Card> cards = new ArrayList<>();
    int start = 0;
    for (String segment : value.split(":", -1)) {
      if (!segment.isEmpty()) {
        cards.add(card(segment, "card " + (cards.size() + 1), start));
      }
      start += segment.length() + 1;
    }
    return cards;
  }

  private static Card card(String segment, String where, int start) throws MalformedException {
    String[] fields = segment.split(",", -1);
    if (fields.length != 7 && fields.length != 9) {
      throw new MalformedException(
          where,
          start,
          "7 or 9 fields separated by ','",
          fields.length == 1 ? quoted(segment) : fields.length + " fields");
    }
    Cursor cursor = new Cursor(fields, where, start);
    String id = cursor.text();
    int slots = cursor.amount("count");
    int memory = cursor.amount("devmem");
    int cores = cursor.amount("devcore");
    String type = cursor.text();
    long numa = cursor.number("numa", Long.MIN_VALUE, Long.MAX_VALUE);
    boolean healthy = cursor.bool("health");
    boolean complete = fields.length == 9;
    long index = complete ? cursor.number("index", 0, Long.MAX_VALUE) : 0;
    String mode = complete ? cursor.text() : MODE_OF_SEVEN_FIELDS;
    return new Card(id, index, slots, memory, cores, type, numa, mode, healthy);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  /** Takes the fields of one card in their order and knows where each begins. */
  private static final class Cursor {
    private final String[] fields;
    private final String card;
    private int next;
    private int position;

    Cursor(String[] fields, String card, int position) {
      this.fields = fields;
      this.card = card;
      this.position = position;
    }

    String text() {
      String field = fields[next++];
      position += field.length() + 1;
      return field;
    }

    /**
     * An int32 of at least 0. HAMi's scheduler takes negative amounts; that is our choice to
     * refuse, because no kubelet can be told of fewer than no units (kubelet-contract 9, 66).
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
      return new MalformedException(card + ", " + name, start, expected, quoted(field));
    }
  }
}
