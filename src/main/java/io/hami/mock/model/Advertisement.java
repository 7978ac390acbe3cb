package io.hami.mock.model;

import java.util.List;

/**
 * What a kubelet is to be told of a resource.
 *
 * @param units how many units, and how many of them are healthy
 * @param cards whose units they are, in the order of the list; empty where that does not matter,
 *     and then the healthy ones come first. They add up to {@code units}
 * @param topology whether each unit says its card's NUMA node
 */
public record Advertisement(Units units, List<CardUnits> cards, boolean topology) {
  public Advertisement {
    cards = List.copyOf(cards);
    if (!cards.isEmpty() && !sum(cards).equals(units)) {
      throw new IllegalArgumentException(cards + " do not add up to " + units);
    }
  }

  /** Units of nobody in particular. */
  public static Advertisement of(Units units) {
    return new Advertisement(units, List.of(), false);
  }

  private static Units sum(List<CardUnits> cards) {
    long all = cards.stream().mapToLong(CardUnits::units).sum();
    long healthy = cards.stream().filter(CardUnits::healthy).mapToLong(CardUnits::units).sum();
    return new Units(all, healthy);
  }
}
