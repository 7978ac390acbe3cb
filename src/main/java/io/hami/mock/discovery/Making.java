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
 * How the cards of a family are made up, and what HAMi's scheduler is told of them beside the
 * annotation that describes them.
 *
 * @param card a card as the vendor's plugin would describe it
 * @param annotations what else stands on the Node of such cards
 */
public record Making(
    Function<InventoryCard, Card> card,
    Function<List<Card>, Map<String, String>> annotations,
    Optional<Handshake> handshake,
    Optional<Binding> binding) {
  /** The lock that HAMi's scheduler takes on a Node for most vendors (docs/vendors.md 4.5). */
  private static final String NODE_LOCK = "hami.io/mutex.lock";

  /** Cards that {@code card} makes, of which the scheduler is told no more. */
  public static Making of(Function<InventoryCard, Card> card) {
    return new Making(card, _ -> Map.of(), Optional.empty(), Optional.empty());
  }

  /** Cards as their figures stand, with UUIDs behind {@code prefix}. */
  public static Making ids(String prefix) {
    return of(
        card -> card(card, prefix + card.id(), card.profile().slots(), card.mode().orElse("")));
  }

  /**
   * A card as its figures stand.
   *
   * @param slots where the inventory does not say
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

  /** With other annotations too. */
  public Making annotations(Function<List<Card>, Map<String, String>> others) {
    return new Making(card, others, handshake, binding);
  }

  /** With a handshake in the annotation {@code key}. */
  public Making handshake(String key, Handshake.Form form) {
    return new Making(card, annotations, Optional.of(new Handshake(key, form)), binding);
  }

  /**
   * With bindings under the lock that most vendors have.
   *
   * @param word of the vendor in a pod's annotation
   */
  public Making binding(Optional<ResourceName> count, String word, ContainerView view) {
    return binding(count, word, NODE_LOCK, view);
  }

  /** With bindings; none where the count has no name. */
  public Making binding(
      Optional<ResourceName> count, String word, String lock, ContainerView view) {
    String toAllocate = "hami.io/" + word + "-devices-to-allocate";
    return new Making(
        card, annotations, handshake, count.map(name -> new Binding(name, toAllocate, lock, view)));
  }
}
