package io.hami.mock.model;

import java.util.List;

/** What a vendor's library reports about the cards in this machine. */
public sealed interface Inspection {
  /**
   * The library answered.
   *
   * @param library the library's name, and the driver's version where the library gives it; for
   *     messages
   * @param cards whole cards in the library's order, unscaled; {@code slots} is 1. A card that was
   *     there before and no longer answers is unhealthy
   */
  record Found(String library, List<Card> cards) implements Inspection {
    public Found {
      cards = List.copyOf(cards);
    }
  }

  /** The library is missing or does not work here; the reason is the library's own. */
  record Absent(Reason why) implements Inspection {}
}
