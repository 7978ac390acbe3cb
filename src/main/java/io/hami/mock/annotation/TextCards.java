package io.hami.mock.annotation;

import static io.hami.mock.annotation.TextFields.quoted;

import io.hami.mock.model.Card;
import java.util.ArrayList;
import java.util.List;

/**
 * Colon-and-comma text (docs/vendors.md 2.2), read as strictly as HAMi's scheduler reads it
 * (docs/vendors.md 2.5): {@code id,count,devmem,devcore,type,numa,health} and possibly {@code
 * ,index,mode} for each card, a colon after or between the cards, no quotes and no blanks.
 */
final class TextCards {
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
    TextFields next = new TextFields(fields, where, start);
    String id = next.text();
    int slots = next.amount("count");
    int memory = next.amount("devmem");
    int cores = next.amount("devcore");
    String type = next.text();
    long numa = next.number("numa", Long.MIN_VALUE, Long.MAX_VALUE);
    boolean healthy = next.bool("health");
    boolean complete = fields.length == 9;
    long index = complete ? next.number("index", 0, Long.MAX_VALUE) : 0;
    String mode = complete ? next.text() : MODE_OF_SEVEN_FIELDS;
    return new Card(id, index, slots, memory, cores, type, numa, mode, healthy);
  }
}
