package io.hami.mock.kubelet;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses a container's units from as few cards as possible. Without a preference, a kubelet picks
 * at random (docs/kubelet.md 4.2), and two units that should be the halves of one card come from
 * two cards.
 */
final class FewestCards {
  private FewestCards() {}

  /** Units of one card that may still be chosen. */
  private record Share(String card, int units) {}

  /**
   * Chooses as many units as are wanted, or all that are available. The cards that the container
   * already has units of come first. Next comes, of the cards that can supply all the units still
   * missing, the one with the fewest free units, so that other cards stay whole for larger
   * requests. If no card can, the card with the most free units is used up first, and so on. On
   * each card the first units are taken, and of equal cards the first, so the answer is always the
   * same.
   *
   * @param available indexes of units in {@code listing}
   * @param included those of them that must be chosen
   * @param size how many units are wanted, {@code included} among them
   */
  static BitSet choose(Listing listing, BitSet available, BitSet included, int size) {
    BitSet chosen = (BitSet) included.clone();
    chosen.and(available);
    BitSet free = (BitSet) available.clone();
    free.andNot(chosen);
    Map<String, Integer> shares = shares(listing, free);
    Map<String, Integer> granted = new HashMap<>();
    int rest = size - chosen.cardinality();
    for (String card : listing.cards(chosen)) {
      int most = shares.getOrDefault(card, 0);
      shares.remove(card);
      granted.put(card, Math.clamp(rest, 0, most));
      rest -= granted.getOrDefault(card, 0);
    }
    Deque<Share> left = mostFirst(shares);
    while (rest > 0 && !left.isEmpty()) {
      Share most = left.remove();
      Share next = most.units() < rest ? most : tightest(most, left, rest);
      granted.put(next.card(), Math.min(rest, next.units()));
      rest -= next.units();
    }
    take(listing, free, granted, chosen);
    return chosen;
  }

  /** How many free units each card has, in the order of the list. */
  private static Map<String, Integer> shares(Listing listing, BitSet free) {
    Map<String, Integer> shares = new LinkedHashMap<>();
    int start = 0;
    for (Listing.Run run : listing.runs()) {
      int end = start + run.units();
      shares.merge(run.card(), free.get(start, end).cardinality(), Integer::sum);
      start = end;
    }
    return shares;
  }

  private static Deque<Share> mostFirst(Map<String, Integer> shares) {
    List<Share> sorted =
        shares.entrySet().stream()
            .map(share -> new Share(share.getKey(), share.getValue()))
            .sorted(Comparator.comparingInt(Share::units).reversed())
            .toList();
    return new ArrayDeque<>(sorted);
  }

  private static Share tightest(Share most, Iterable<Share> others, int rest) {
    Share tightest = most;
    for (Share other : others) {
      if (other.units() >= rest && other.units() < tightest.units()) {
        tightest = other;
      }
    }
    return tightest;
  }

  private static void take(
      Listing listing, BitSet free, Map<String, Integer> granted, BitSet chosen) {
    int start = 0;
    for (Listing.Run run : listing.runs()) {
      int end = start + run.units();
      int grant = granted.getOrDefault(run.card(), 0);
      int unit = free.nextSetBit(start);
      while (grant > 0 && unit >= 0 && unit < end) {
        chosen.set(unit);
        grant--;
        unit = free.nextSetBit(unit + 1);
      }
      granted.put(run.card(), grant);
      start = end;
    }
  }
}
