package io.hami.mock.model;

import java.util.List;
import java.util.Map;

/** What a vendor's library reports about the cards in this machine. */
public sealed interface Inspection {
  /**
   * The library answered.
   *
   * @param library the library's name, and the driver's version where the library gives it; for
   *     messages
   * @param cards whole cards in the library's order, unscaled; {@code slots} is 1. A card that was
   *     there before and no longer answers is unhealthy
   * @param unhealthy why, by the ids of unhealthy cards, as far as the library tells
   */
  record Found(String library, List<Card> cards, Map<String, String> unhealthy)
      implements Inspection {
    public Found {
      cards = List.copyOf(cards);
      unhealthy = Map.copyOf(unhealthy);
    }

    /** Cards of which nothing bad is known. */
    public Found(String library, List<Card> cards) {
      this(library, cards, Map.of());
    }
  }

  /** The library is missing or does not work here; the reason is the library's own. */
  record Absent(Reason why) implements Inspection {}
}
