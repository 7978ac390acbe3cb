package io.hami.mock.model;

import java.util.Collection;
import java.util.function.ToLongFunction;

/**
 * How much of something all cards hold together, and how much of it the healthy cards hold.
 *
 * @param total of all cards, at least 0
 * @param healthy of the healthy cards, 0 to {@code total}
 */
public record Quantity(long total, long healthy) {
  public Quantity {
    if (healthy < 0 || total < healthy) {
      throw new IllegalArgumentException(
          "0 <= healthy <= total was expected, not " + healthy + " of " + total);
    }
  }

  /** A quantity without an unhealthy part. */
  public static Quantity of(long total) {
    return new Quantity(total, total);
  }

  /** The sum of one figure over cards. */
  public static Quantity sum(Collection<Card> cards, ToLongFunction<Card> figure) {
    long total = 0;
    long healthy = 0;
    for (Card card : cards) {
      long value = figure.applyAsLong(card);
      total = Math.addExact(total, value);
      healthy += card.healthy() ? value : 0;
    }
    return new Quantity(total, healthy);
  }

  /**
   * Both parts divided by {@code divisor}, each rounded down (docs/architecture.md, decision 2).
   */
  public Quantity dividedBy(long divisor) {
    return new Quantity(total / divisor, healthy / divisor);
  }
}
