package io.hami.mock.model;

import java.util.Set;

/** Where a family's cards are known from. */
public sealed interface Origin {
  /** The Node, where the vendor's own plugin or the config has them. */
  Origin NODE = new OfNode();

  /** See {@link #NODE}. */
  record OfNode() implements Origin {
    @Override
    public String toString() {
      return "the Node";
    }
  }

  /**
   * The plugin's own config: nobody has these cards.
   *
   * @param rule which of its rules, for people
   * @param claims the names that a real plugin of the vendor's would serve: while somebody else
   *     does, the cards are not made up (docs/architecture.md, decision 4)
   * @param contract what HAMi's scheduler is to be told of them
   */
  record OfInventory(String rule, Set<ResourceName> claims, Contract contract) implements Origin {
    public OfInventory {
      claims = Set.copyOf(claims);
    }

    @Override
    public String toString() {
      return rule;
    }
  }

  /**
   * The cards themselves.
   *
   * @param library what was asked, for people
   */
  record OfHardware(String library) implements Origin {
    @Override
    public String toString() {
      return library;
    }
  }
}
