package io.hami.mock.discovery;

import io.hami.mock.annotation.Owned;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.Card;
import io.hami.mock.model.NodeFacts;
import java.util.List;
import java.util.Optional;

/**
 * Cards of one vendor that are made up, and all that decides what they amount to.
 *
 * @param node whose they are
 * @param cards in the order of the inventory
 * @param names of the resources
 * @param scores whether pair scores are wanted
 * @param owned what this plugin has written to the Node before
 */
public record Simulation(
    NodeFacts node, List<InventoryCard> cards, DeviceConfig names, boolean scores, Owned owned) {
  public Simulation {
    cards = List.copyOf(cards);
  }

  /** The cards of one family; empty where there are none. */
  Optional<List<InventoryCard>> family(String name) {
    List<InventoryCard> some =
        cards.stream().filter(card -> card.profile().family().equals(name)).toList();
    return some.isEmpty() ? Optional.empty() : Optional.of(some);
  }

  /** The cards of one family as their figures stand, with UUIDs behind {@code prefix}. */
  Optional<List<Card>> cards(String family, String prefix) {
    return family(family).map(made -> made.stream().map(card -> card(card, prefix)).toList());
  }

  /** A card as its figures stand, with a UUID behind {@code prefix}. */
  static Card card(InventoryCard card, String prefix) {
    return card(card, prefix + card.id(), card.profile().slots(), card.mode().orElse(""));
  }

  /**
   * A card as its figures stand.
   *
   * @param slots where the inventory does not say
   */
  static Card card(InventoryCard card, String id, int slots, String mode) {
    return new Card(
        id,
        card.index(),
        card.slots().orElse(slots),
        card.memoryMiB(),
        card.cores(),
        card.type(),
        card.numa(),
        mode,
        card.healthy());
  }
}
