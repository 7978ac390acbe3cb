package io.hami.mock.discovery;

import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Contract.Binding;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Family;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.VirtualResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A family whose cards are made up: all that both the vendor's own plugin and this one would serve
 * of them, the count too.
 *
 * @param claims the names that the vendor's own plugin would serve
 * @param offers what the cards amount to
 * @param withheld why the rest of what the family serves is not offered now
 */
public record SimulatedFamily(
    String vendor,
    String name,
    List<Card> cards,
    Set<ResourceName> claims,
    List<Offer> offers,
    Map<ResourceName, Reason> withheld,
    Contract contract) {
  /** The lock that HAMi's scheduler takes on a Node for most vendors (vendors 4.5). */
  static final String NODE_LOCK = "hami.io/mutex.lock";

  public SimulatedFamily {
    cards = List.copyOf(cards);
    claims = Set.copyOf(claims);
    offers = List.copyOf(offers);
    withheld = Map.copyOf(withheld);
  }

  /** A family that offers all it serves. */
  SimulatedFamily(
      String vendor,
      String name,
      List<Card> cards,
      Set<ResourceName> claims,
      List<Offer> offers,
      Contract contract) {
    this(vendor, name, cards, claims, offers, Map.of(), contract);
  }

  /** Whole cards, one unit each: the scheduler counts them, and no annotation has them. */
  static SimulatedFamily whole(
      String vendor, String name, List<Card> cards, Optional<ResourceName> count) {
    return new SimulatedFamily(
        vendor, name, cards, claims(count), offers(count.map(Offer::cards)), Contract.NONE);
  }

  /** What names there are of {@code names}. */
  @SafeVarargs
  static Set<ResourceName> claims(Optional<ResourceName>... names) {
    Set<ResourceName> claims = new HashSet<>();
    for (Optional<ResourceName> name : names) {
      name.ifPresent(claims::add);
    }
    return claims;
  }

  /** Those of {@code offers} that have a name. */
  @SafeVarargs
  static List<Offer> offers(Optional<Offer>... offers) {
    List<Offer> some = new ArrayList<>();
    for (Optional<Offer> offer : offers) {
      offer.ifPresent(some::add);
    }
    return some;
  }

  /** A contract with a lock on the Node. */
  static Contract contract(
      Map<String, String> annotations,
      Optional<Handshake> handshake,
      Optional<ResourceName> count,
      String word,
      ContainerView view) {
    return new Contract(annotations, handshake, count.map(name -> binding(name, word, view)));
  }

  private static Binding binding(ResourceName count, String word, ContainerView view) {
    return new Binding(count, toAllocate(word), NODE_LOCK, view);
  }

  /** The annotation of a pod with what it gets of a vendor's cards. */
  static String toAllocate(String word) {
    return "hami.io/" + word + "-devices-to-allocate";
  }

  /** What is there when nobody else has any of it. */
  Present present(String rule) {
    Set<ResourceName> unoffered = withheld.keySet();
    List<VirtualResource> resources = offers.stream().map(offer -> offer.of(cards)).toList();
    List<ResourceName> serves =
        Stream.concat(Offer.names(offers).stream(), unoffered.stream().sorted()).toList();
    return new Present(
        new Family(vendor, name, serves, Set.of()),
        new Origin.OfInventory(rule, claims, contract),
        cards,
        resources,
        withheld);
  }
}
