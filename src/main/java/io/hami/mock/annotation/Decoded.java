package io.hami.mock.annotation;

import io.hami.mock.model.Card;
import java.util.List;

/** The outcome of decoding an annotation. */
public sealed interface Decoded {
  /** All cards of the annotation, in their order; possibly none. */
  record Cards(List<Card> cards) implements Decoded {
    public Cards {
      cards = List.copyOf(cards);
    }
  }

  /**
   * The annotation cannot be read, not even in part.
   *
   * @param where the field, as {@code card 2, devmem}, or empty for the whole value
   * @param position offset of the first wrong character, from 0
   * @param expected what should have been there
   * @param found what was there, shortened
   */
  record Malformed(String where, int position, String expected, String found) implements Decoded {
    @Override
    public String toString() {
      return (where.isEmpty() ? "" : where + ": ")
          + "expected "
          + expected
          + ", found "
          + found
          + " at position "
          + position;
    }
  }
}
