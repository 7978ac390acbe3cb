package io.hami.mock.model;

import java.util.Set;

/** Where a family's cards are known from. */
public sealed interface Origin {
  /** The Node: the vendor's own plugin or the config describes the cards there. */
  Origin NODE = new OfNode();

  /** See {@link #NODE}. */
  record OfNode() implements Origin {
    @Override
    public String toString() {
      return "the Node";
    }
  }

  /**
   * The inventory of the plugin's own config: the cards are made up.
   *
   * @param rule the rule of the inventory, for messages
   * @param claims the names that a real plugin of the vendor would serve: while another plugin
   *     serves one of them, the cards are not made up (docs/architecture.md, decision 4)
   * @param contract what HAMi's scheduler is told about the cards
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
   * The hardware.
   *
   * @param library the library that reported the cards, for messages
   */
  record OfHardware(String library) implements Origin {
    @Override
    public String toString() {
      return library;
    }
  }
}
