package io.hami.mock.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a quantity is divided among the cards.
 *
 * @param shares in the order of the cards; none where it does not matter which card a unit belongs
 *     to
 * @param divisor how much of a share one unit of the quantity is, at least 1
 * @param topology whether each unit carries its card's NUMA node
 */
public record Layout(List<Share> shares, int divisor, boolean topology) {
  /** It does not matter which card a unit belongs to. */
  public static final Layout NONE = new Layout(List.of(), 1, false);

  /**
   * A resource with more units than this is sent without topology. With topology the kubelet weighs
   * every unit against every combination of NUMA nodes, for every pod, under its device manager's
   * lock (docs/kubelet.md 3.4). The API's topology is meant for cards, of which a node has fewer.
   */
  public static final int MAX_UNITS_WITH_TOPOLOGY = 2_000;

  public Layout {
    shares = List.copyOf(shares);
  }

  /**
   * The share of one card.
   *
   * @param card its id
   * @param numa its NUMA node; -1 when unknown
   * @param amount at least 0
   */
  public record Share(String card, long numa, boolean healthy, long amount) {
    /** This share, unhealthy. */
    public Share unhealthy() {
      return new Share(card, numa, false, amount);
    }
  }

  /** The sum of the healthy cards' shares. */
  public long healthy() {
    return shares.stream().filter(Share::healthy).mapToLong(Share::amount).sum() / divisor;
  }

  /** This layout, with or without topology. */
  public Layout withTopology(boolean wanted) {
    return new Layout(shares, divisor, wanted);
  }

  /**
   * The units of each card when one unit stands for {@code factor} of the quantity. The remainder
   * at one card is added to the next card, healthy cards first. So the units add up to what {@link
   * Quantity#dividedBy} gives for all cards and for the healthy ones.
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
