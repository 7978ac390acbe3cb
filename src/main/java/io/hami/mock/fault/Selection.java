package io.hami.mock.fault;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Some of a family's cards. */
public sealed interface Selection {
  /** All of them. */
  Selection ALL = new Percent(100);

  /**
   * Whether this selects a card.
   *
   * @param isId whether a text is the card's id
   * @param index its position in the family, from 0
   * @param cards how many the family has
   */
  boolean selects(Predicate<String> isId, int index, int cards);

  /** The cards with one of these ids. */
  record Ids(Set<String> ids) implements Selection {
    public Ids {
      ids = Set.copyOf(ids);
    }

    @Override
    public boolean selects(Predicate<String> isId, int index, int cards) {
      return ids.stream().anyMatch(isId);
    }

    @Override
    public String toString() {
      return "cards " + String.join(", ", new TreeSet<>(ids));
    }
  }

  /**
   * The first cards of a family.
   *
   * @param number how many, at least 1
   */
  record First(int number) implements Selection {
    @Override
    public boolean selects(Predicate<String> isId, int index, int cards) {
      return index < number;
    }

    @Override
    public String toString() {
      return number == 1 ? "the first card" : "the first " + number + " cards";
    }
  }

  /**
   * The first cards of a family, by percentage. The number is rounded up: where there are cards, at
   * least one is selected.
   *
   * @param percent 1 to 100
   */
  record Percent(int percent) implements Selection {
    @Override
    public boolean selects(Predicate<String> isId, int index, int cards) {
      return index < of(cards);
    }

    /** This percentage of {@code all}. */
    long of(long all) {
      return Math.ceilDiv(Math.multiplyExact(all, (long) percent), 100L);
    }

    @Override
    public String toString() {
      return percent == 100 ? "all cards" : percent + " % of the cards";
    }
  }
}
