package io.hami.mock.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which card holds how much of a quantity.
 *
 * @param shares in the order of the cards; none where it does not matter whose a unit is
 * @param divisor how much of a share one unit of the quantity is, at least 1
 * @param topology whether each unit is to say its card's NUMA node
 */
public record Layout(List<Share> shares, int divisor, boolean topology) {
  /** It does not matter whose a unit is. */
  public static final Layout NONE = new Layout(List.of(), 1, false);

  /**
   * The units of a resource above which no topology is sent: with topology the kubelet looks at all
   * of them for every combination of NUMA nodes, with every pod (docs/kubelet.md 3.4).
   */
  public static final int MAX_UNITS_WITH_TOPOLOGY = 2_000;

  public Layout {
    shares = List.copyOf(shares);
  }

  /**
   * One card's.
   *
   * @param card its id
   * @param numa its NUMA node; -1 when unknown
   * @param amount at least 0
   */
  public record Share(String card, long numa, boolean healthy, long amount) {
    /** The same, unhealthy. */
    public Share unhealthy() {
      return new Share(card, numa, false, amount);
    }
  }

  /** How much of the quantity healthy cards hold. */
  public long healthy() {
    return shares.stream().filter(Share::healthy).mapToLong(Share::amount).sum() / divisor;
  }

  /** The same, with or without topology. */
  public Layout withTopology(boolean wanted) {
    return new Layout(shares, divisor, wanted);
  }

  /**
   * The units of each card when one unit stands for {@code factor} of the quantity. What is left
   * over at one card counts for the next, healthy ones first, so that they add up to what {@link
   * Quantity#dividedBy} says of all of them and of the healthy ones.
   */
  List<CardUnits> units(long factor) {
    Map<Integer, Integer> units = new HashMap<>();
    long sum = 0;
    long told = 0;
    for (boolean healthy : new boolean[] {true, false}) {
      for (int i = 0; i < shares.size(); i++) {
        if (shares.get(i).healthy() == healthy) {
          sum += shares.get(i).amount();
          long all = sum / divisor / factor;
          units.put(i, Math.toIntExact(all - told));
          told = all;
        }
      }
    }
    List<CardUnits> cards = new ArrayList<>();
    for (int i = 0; i < shares.size(); i++) {
      Share share = shares.get(i);
      cards.add(
          new CardUnits(share.card(), share.numa(), share.healthy(), units.getOrDefault(i, 0)));
    }
    return cards;
  }
}
