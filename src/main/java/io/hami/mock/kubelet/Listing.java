package io.hami.mock.kubelet;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.Layout;
import io.hami.mock.model.Units;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * The list of a resource's units that is sent to a kubelet, in the order of their IDs, run by run.
 * Equal neighbours are one run, so two listings with the same units are equal.
 */
record Listing(List<Run> runs) {
  static final Listing EMPTY = new Listing(List.of());

  /**
   * Consecutive units that are equal.
   *
   * @param card the card to which they belong; empty if they belong to none
   * @param numa the NUMA node that the kubelet is told; -1 for none
   */
  record Run(int units, boolean healthy, String card, long numa) {
    private static final Run NONE = new Run(0, false, "", -1);

    private Run of(int count) {
      return new Run(count, healthy, card, numa);
    }

    private Run unhealthy() {
      return new Run(units, false, card, numa);
    }

    private Run nowhere() {
      return new Run(units, healthy, card, -1);
    }
  }

  Listing {
    boolean large = sum(runs) > Layout.MAX_UNITS_WITH_TOPOLOGY;
    List<Run> joined = new ArrayList<>();
    for (Run run : runs) {
      Run next = large ? run.nowhere() : run;
      if (!joined.isEmpty() && joined.getLast().of(next.units).equals(next)) {
        joined.add(next.of(joined.removeLast().units + next.units));
      } else if (next.units > 0) {
        joined.add(next);
      }
    }
    runs = List.copyOf(joined);
  }

  /** Units that belong to no card, the healthy ones first. */
  static Listing of(int listed, int healthy) {
    if (healthy < 0 || listed < healthy) {
      throw new IllegalArgumentException(healthy + " healthy of " + listed + " listed");
    }
    return new Listing(
        List.of(new Run(healthy, true, "", -1), new Run(listed - healthy, false, "", -1)));
  }

  static Listing of(Units units) {
    return of(Math.toIntExact(units.capacity()), Math.toIntExact(units.allocatable()));
  }

  /**
   * Units card by card, if units belong to cards: a unit's ID then stays with its card, whatever
   * the health of that card and of those before it.
   *
   * @param there which NUMA nodes a kubelet may be told of
   */
  static Listing of(Advertisement wanted, LongPredicate there) {
    if (wanted.cards().isEmpty()) {
      return of(wanted.units());
    }
    LongPredicate told = node -> wanted.topology() && node >= 0 && there.test(node);
    return new Listing(
        wanted.cards().stream()
            .map(
                card ->
                    new Run(
                        card.units(),
                        card.healthy(),
                        card.card(),
                        told.test(card.numa()) ? card.numa() : -1))
            .toList());
  }

  /**
   * The first step from this listing to {@code target}. It drops no unit: surplus units are listed
   * as unhealthy, so that the kubelet chooses them no more. A kubelet of 1.34 or later panics when
   * a list drops a unit that an unfinished Allocate has chosen (docs/kubelet.md 4.6); the surplus
   * is dropped later, by using {@code target} itself.
   */
  Listing toward(Listing target) {
    List<Run> next = new ArrayList<>(target.runs);
    int kept = target.listed();
    for (Run run : runs) {
      int surplus = Math.max(run.units - kept, 0);
      kept -= run.units - surplus;
      next.add(run.of(surplus).unhealthy());
    }
    return new Listing(next);
  }

  /**
   * Like {@link #toward(Listing)}, but at most {@code most} units are new or change their health. A
   * kubelet that tracks units looks up each of these (docs/kubelet.md 2.3). The last units become
   * unhealthy first and the first ones become healthy first. So the healthy units of a list without
   * cards are always the first ones, and by that the plugin recognizes its own resource in the
   * kubelet's checkpoint.
   */
  Listing toward(Listing target, int most) {
    List<Change> changes = changes(toward(target));
    long losing = changes.stream().filter(Change::isLosing).mapToLong(Change::units).sum();
    int spared = Math.toIntExact(Math.max(0, losing - most));
    int left = Math.toIntExact(Math.max(0, most - losing));
    List<Run> next = new ArrayList<>();
    for (Change change : changes) {
      int units = change.units();
      if (change.isLosing()) {
        int kept = Math.min(units, spared);
        spared -= kept;
        next.add(change.here().of(kept));
        next.add(change.goal().of(units - kept));
      } else if (change.isGaining()) {
        int made = Math.min(units, left);
        left -= made;
        next.add(change.goal().of(made));
        next.add(change.here().of(change.isNew() ? 0 : units - made));
        if (change.isNew() && made < units) {
          break;
        }
      } else {
        next.add(change.goal());
      }
    }
    return new Listing(next);
  }

  /**
   * Consecutive units that are equal in this listing and equal in another one.
   *
   * @param here the units in this listing; a run of no units if they are new
   */
  private record Change(Run here, Run goal) {
    int units() {
      return goal.units;
    }

    boolean isNew() {
      return here.units == 0;
    }

    boolean isLosing() {
      return !isNew() && here.healthy && !goal.healthy;
    }

    boolean isGaining() {
      return isNew() || (!here.healthy && goal.healthy);
    }
  }

  /** The changes from this listing to {@code goal}, which lists no fewer units. */
  private List<Change> changes(Listing goal) {
    List<Change> changes = new ArrayList<>();
    Remainder here = new Remainder(runs);
    Remainder there = new Remainder(goal.runs);
    while (!there.isEmpty()) {
      int units = here.isEmpty() ? there.units() : Math.min(here.units(), there.units());
      changes.add(new Change(here.isEmpty() ? Run.NONE : here.take(units), there.take(units)));
    }
    return changes;
  }

  /** The rest of a list of runs, which is taken from its beginning. */
  private static final class Remainder {
    private final Deque<Run> runs;

    Remainder(List<Run> runs) {
      this.runs = new ArrayDeque<>(runs);
    }

    boolean isEmpty() {
      return runs.isEmpty();
    }

    int units() {
      return runs.element().units;
    }

    /** Takes the next {@code count} units, which must be in the first run. */
    Run take(int count) {
      Run first = runs.remove();
      if (first.units > count) {
        runs.addFirst(first.of(first.units - count));
      }
      return first.of(count);
    }
  }

  int listed() {
    return Math.toIntExact(sum(runs));
  }

  int healthy() {
    return Math.toIntExact(sum(runs.stream().filter(Run::healthy).toList()));
  }

  Units units() {
    return new Units(listed(), healthy());
  }

  /** Whether units belong to cards. */
  boolean hasCards() {
    return runs.stream().anyMatch(run -> !run.card.isEmpty());
  }

  /** The cards of the units at {@code indexes}, each once, in the order of the list. */
  List<String> cards(BitSet indexes) {
    Set<String> cards = new LinkedHashSet<>();
    int start = 0;
    for (Run run : runs) {
      int unit = indexes.nextSetBit(start);
      start += run.units;
      if (unit >= 0 && unit < start && !run.card.isEmpty()) {
        cards.add(run.card);
      }
    }
    return List.copyOf(cards);
  }

  private static long sum(List<Run> runs) {
    return runs.stream().mapToLong(Run::units).sum();
  }
}
