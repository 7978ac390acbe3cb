package io.hami.mock.model;

import java.util.List;

/** What a vendor's library says of the cards in this machine. */
public sealed interface Inspection {
  /**
   * The library answered.
   *
   * @param library which one, for people: its name, and the driver's version where it tells
   * @param cards whole cards in the library's order, unscaled; {@code slots} is 1. A card that was
   *     there before and does not answer any more is unhealthy
   */
  record Found(String library, List<Card> cards) implements Inspection {
    public Found {
      cards = List.copyOf(cards);
    }
  }

  /** There is no library, or it does not work here; the reason is the library's own. */
  record Absent(Reason why) implements Inspection {}
}
