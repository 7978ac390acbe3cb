package io.hami.mock.discovery;

import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract.Binding;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the cards of a family are made up, and what HAMi's scheduler is told about them in addition
 * to the annotation that describes them.
 *
 * @param card makes a card as the vendor's plugin would describe it
 * @param annotations the other annotations of a Node with such cards
 */
public record Making(
    Function<InventoryCard, Card> card,
    Function<List<Card>, Map<String, String>> annotations,
    Optional<Handshake> handshake,
    Optional<Binding> binding) {
  /** The lock that HAMi's scheduler takes on a Node for most vendors (docs/vendors.md 4.5). */
  private static final String NODE_LOCK = "hami.io/mutex.lock";

  /** Cards made by {@code card}; the scheduler is told nothing else about them. */
  public static Making of(Function<InventoryCard, Card> card) {
    return new Making(card, _ -> Map.of(), Optional.empty(), Optional.empty());
  }

  /** Cards with the figures of the inventory and with UUIDs that begin with {@code prefix}. */
  public static Making ids(String prefix) {
    return of(
        card -> card(card, prefix + card.id(), card.profile().slots(), card.mode().orElse("")));
  }

  /**
   * A card with the figures of the inventory.
   *
   * @param slots used where the inventory does not set them
   */
  public static Card card(InventoryCard card, String id, int slots, String mode) {
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

  /** This with further annotations. */
  public Making annotations(Function<List<Card>, Map<String, String>> others) {
    return new Making(card, others, handshake, binding);
  }

  /** This with a handshake in the annotation {@code key}. */
  public Making handshake(String key, Handshake.Form form) {
    return new Making(card, annotations, Optional.of(new Handshake(key, form)), binding);
  }

  /**
   * This with bindings under the lock that most vendors have.
   *
   * @param word the vendor's word in a pod's annotation
   */
  public Making binding(Optional<ResourceName> count, String word, ContainerView view) {
    return binding(count, word, NODE_LOCK, view);
  }

  /** This with bindings; without them where the count has no name. */
  public Making binding(
      Optional<ResourceName> count, String word, String lock, ContainerView view) {
    String toAllocate = "hami.io/" + word + "-devices-to-allocate";
    return new Making(
        card, annotations, handshake, count.map(name -> new Binding(name, toAllocate, lock, view)));
  }
}
