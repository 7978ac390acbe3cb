package io.hami.mock.discovery;

import io.hami.mock.annotation.Encoding;
import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.Card;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Family;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Unit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of a vendor's cards: how a Node shows them, which resources they have, and how they are
 * made up.
 *
 * @param name within the vendor; the vendor's name again where it has only one family
 * @param source where a Node shows the cards
 * @param offers all resources of the cards, in display order
 * @param withheld further names, with the reason why they are not offered now
 * @param reads names that must not be served, in addition to those of the source and of the
 *     vendor's plugin
 * @param inspecting turns a card that a library has found into one as the vendor's plugin would
 *     describe it; empty for a card of another family
 */
public record CardFamily(
    String vendor,
    String name,
    Source source,
    List<Offer> offers,
    Map<ResourceName, Reason> withheld,
    Set<ResourceName> reads,
    Function<Card, Optional<Card>> inspecting,
    Making making) {
  public CardFamily {
    offers = List.copyOf(offers);
    withheld = Map.copyOf(withheld);
    reads = Set.copyOf(reads);
  }

  /** A family that offers all its resources, that no library finds, and that has no contract. */
  public static CardFamily of(String vendor, String name, Source source, List<Offer> offers) {
    return new CardFamily(
        vendor, name, source, offers, Map.of(), Set.of(), _ -> Optional.empty(), Making.ids(""));
  }

  /**
   * Whole cards, one unit each. The scheduler counts them, and the vendor's own plugin serves all
   * their resources, so this plugin handles them only when they are made up.
   */
  public static CardFamily whole(String vendor, String name, Optional<ResourceName> count) {
    Source none =
        (family, _) ->
            new Discovery.Absent(
                family.onNode(), new Reason(Reason.Kind.GATE, "the vendor's plugin serves them"));
    return of(vendor, name, none, Offer.some(count.map(Offer::cards).map(Offer::byVendor)));
  }

  /**
   * Cards that an annotation describes, without a resource for their memory or compute. This plugin
   * serves the slots, by choice, so they cannot be the gate; the annotation is.
   */
  public static CardFamily slotsOnly(String vendor, String key, Optional<ResourceName> count) {
    return of(
        vendor,
        vendor,
        new Source.Described(key, Encoding.JSON),
        Offer.some(count.map(Offer::slots).map(Offer::byEither)));
  }

  /**
   * Cards that no annotation describes: the vendor's own plugin serves memory and compute, and
   * HAMi's scheduler derives the cards from these. This plugin serves the slots.
   *
   * @param gate the quantity of compute
   * @param memory the unit of memory
   */
  public static CardFamily countedByCores(
      String vendor, CardNames names, Gate gate, int coresACard, int slotsACard, Unit memory) {
    return countedByCores(vendor, vendor, names, gate, coresACard, slotsACard, memory);
  }

  /** The same for one of a vendor's families. */
  public static CardFamily countedByCores(
      String vendor,
      String family,
      CardNames names,
      Gate gate,
      int coresACard,
      int slotsACard,
      Unit memory) {
    return of(
        vendor,
        family,
        new Source.Counted(gate, cores -> Math.ceilDiv(cores, coresACard) * slotsACard),
        Offer.some(
            names.count().map(Offer::slots),
            names.memory().map(name -> Offer.wholeUnitsOfMemory(name, memory)).map(Offer::byVendor),
            names.cores().map(name -> Offer.cores(name, Card::cores).byVendor())));
  }

  /** This family with names that are not offered now. */
  public CardFamily withholding(Map<ResourceName, Reason> names) {
    return new CardFamily(vendor, name, source, offers, names, reads, inspecting, making);
  }

  /** This family with one more name of the vendor that must not be served. */
  public CardFamily reading(Optional<ResourceName> one) {
    Set<ResourceName> names = one.stream().collect(Collectors.toSet());
    return new CardFamily(vendor, name, source, offers, withheld, names, inspecting, making);
  }

  /** This family with cards that a library finds. */
  public CardFamily inspected(Function<Card, Optional<Card>> of) {
    return new CardFamily(vendor, name, source, offers, withheld, reads, of, making);
  }

  /** This family with a way to make up its cards. */
  public CardFamily made(Making how) {
    return new CardFamily(vendor, name, source, offers, withheld, reads, inspecting, how);
  }

  /** The family for cards that a Node shows. */
  public Family onNode() {
    return family(Offer::onNode);
  }

  /** The family with {@code cards} that {@code node} describes. */
  Present onNode(NodeFacts node, List<Card> cards) {
    return present(node, family(Offer::onNode), Offer::onNode, Origin.NODE, cards);
  }

  /** The resources that this plugin serves for cards that a Node shows. */
  Stream<Offer> served() {
    return served(onNode(), Offer::onNode);
  }

  /**
   * The cards of this family on {@code node}; empty when the family is configured to serve nothing.
   */
  Optional<Discovery> look(NodeFacts node) {
    return onNode().serves().isEmpty() ? Optional.empty() : Optional.of(source.look(this, node));
  }

  /**
   * The cards of this family that a library has found; empty where {@code node} describes the
   * cards. The count is left to the plugin that gives cards to containers.
   */
  Optional<Discovery> inspect(NodeFacts node, Inspection.Found found) {
    List<Card> cards = found.cards().stream().map(inspecting).flatMap(Optional::stream).toList();
    Family family = family(Offer::byPluginAlone);
    return family.serves().isEmpty() || cards.isEmpty() || source.describes(node)
        ? Optional.empty()
        : Optional.of(
            present(
                node, family, Offer::byPluginAlone, new Origin.OfHardware(found.library()), cards));
  }

  /**
   * The family with its made-up cards, and with all resources that the vendor's own plugin and this
   * one would serve for them. Empty where no card is of this family.
   *
   * @param rule the rule of the inventory, for messages
   */
  Optional<Present> make(NodeFacts node, List<InventoryCard> inventory, String rule) {
    List<Card> cards =
        inventory.stream()
            .filter(card -> card.profile().family().equals(name))
            .map(making.card())
            .toList();
    if (cards.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> annotations = new HashMap<>(source.annotations(cards));
    annotations.putAll(making.annotations().apply(cards));
    Contract contract = new Contract(annotations, making.handshake(), making.binding());
    Set<ResourceName> claims =
        offers.stream()
            .filter(Predicate.not(Offer::byPluginAlone))
            .map(Offer::name)
            .collect(Collectors.toSet());
    return Optional.of(
        present(
            node,
            new Family(vendor, name, names(_ -> true), Set.of()),
            _ -> true,
            new Origin.OfInventory(rule, claims, contract),
            cards));
  }

  private Family family(Predicate<Offer> ours) {
    Set<ResourceName> read = new HashSet<>(reads);
    read.addAll(source.reads());
    offers.stream().filter(ours.negate()).map(Offer::name).forEach(read::add);
    return new Family(vendor, name, names(ours), read);
  }

  private List<ResourceName> names(Predicate<Offer> ours) {
    return Stream.concat(
            offers.stream().filter(ours).map(Offer::name), withheld.keySet().stream().sorted())
        .toList();
  }

  private Present present(
      NodeFacts node, Family family, Predicate<Offer> ours, Origin origin, List<Card> all) {
    Set<String> cordoned = cordoned(node);
    List<Card> cards =
        all.stream().map(card -> cordoned.contains(card.id()) ? card.unhealthy() : card).toList();
    return new Present(
        family,
        origin,
        cards,
        served(family, ours).map(offer -> offer.of(cards)).toList(),
        withheld);
  }

  /** The ids of cards that HAMi gives to no pod, separated by commas (docs/vendors.md 4.6). */
  private static Set<String> cordoned(NodeFacts node) {
    return node.annotation("hami.io/device-cordon").stream()
        .flatMap(ids -> Stream.of(ids.split(",", -1)))
        .map(String::strip)
        .filter(Predicate.not(String::isEmpty))
        .collect(Collectors.toSet());
  }

  /**
   * A name that is read from the Node stays in the family, so that the plan can report the
   * conflict.
   */
  private Stream<Offer> served(Family family, Predicate<Offer> ours) {
    return offers.stream().filter(ours).filter(offer -> !family.reads().contains(offer.name()));
  }
}
