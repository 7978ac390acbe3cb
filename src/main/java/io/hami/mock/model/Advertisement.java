package io.hami.mock.model;

import java.util.List;

/**
 * What the kubelet is told about one resource.
 *
 * @param units how many units, and how many of them are healthy
 * @param cards the cards that the units belong to, in the order of the list; they add up to {@code
 *     units}. Empty where the cards do not matter: then the healthy units come first
 * @param topology whether each unit carries its card's NUMA node
 */
public record Advertisement(Units units, List<CardUnits> cards, boolean topology) {
  public Advertisement {
    cards = List.copyOf(cards);
    if (!cards.isEmpty() && !sum(cards).equals(units)) {
      throw new IllegalArgumentException(cards + " do not add up to " + units);
    }
  }

  /** Units that belong to no particular card. */
  public static Advertisement of(Units units) {
    return new Advertisement(units, List.of(), false);
  }

  private static Units sum(List<CardUnits> cards) {
    long all = cards.stream().mapToLong(CardUnits::units).sum();
    long healthy = cards.stream().filter(CardUnits::healthy).mapToLong(CardUnits::units).sum();
    return new Units(all, healthy);
  }
}
