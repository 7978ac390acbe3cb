package io.hami.mock.discovery;

import io.hami.mock.annotation.CardCodec;
import io.hami.mock.annotation.Decoded;
import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Discovery.Unreadable;
import io.hami.mock.model.Family;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import java.util.Map;

/**
 * A family whose cards a vendor's plugin describes in an annotation while the kubelet knows no more
 * than their count (vendors 1.1): gate, annotation, cards, sums.
 *
 * @param offers what the cards amount to; may be less than {@code family.serves()}, never more
 * @param withheld why the rest of {@code family.serves()} is not offered now
 */
record AnnotationFamily(
    Family family,
    Gate gate,
    String annotation,
    CardCodec codec,
    List<Offer> offers,
    Map<ResourceName, Reason> withheld) {
  AnnotationFamily {
    offers = List.copyOf(offers);
    withheld = Map.copyOf(withheld);
  }

  /** A family that offers all it serves. */
  AnnotationFamily(
      Family family, Gate gate, String annotation, CardCodec codec, List<Offer> offers) {
    this(family, gate, annotation, codec, offers, Map.of());
  }

  /** Nothing at all for a family that is configured to serve nothing. */
  List<Discovery> discover(NodeFacts node) {
    return family.serves().isEmpty() ? List.of() : List.of(look(node));
  }

  private Discovery look(NodeFacts node) {
    if (gate.read(node) instanceof Gate.Reading.Closed(Reason why)) {
      return new Absent(family, why);
    }
    return node.annotation(annotation)
        .map(this::decode)
        .orElseGet(
            () ->
                absent(
                    "annotation "
                        + annotation
                        + " is missing: the vendor's own plugin has not described its cards"));
  }

  private Discovery decode(String value) {
    return switch (codec.decode(value)) {
      case Decoded.Cards(List<Card> cards) when cards.isEmpty() ->
          absent("annotation " + annotation + " lists no card");
      case Decoded.Cards(List<Card> cards) -> present(cards, Origin.NODE);
      case Decoded.Malformed malformed -> new Unreadable(family, unreadable(annotation, malformed));
    };
  }

  /** The family with cards that are known from elsewhere. */
  Present present(List<Card> cards, Origin origin) {
    return new Present(family, origin, cards, resources(cards), withheld);
  }

  /** With cards that their vendor's library knows; none where the annotation describes them. */
  List<Discovery> inspect(NodeFacts node, List<Card> cards, String library) {
    return family.serves().isEmpty() || cards.isEmpty() || node.annotation(annotation).isPresent()
        ? List.of()
        : List.of(present(cards, new Origin.OfHardware(library)));
  }

  /**
   * A name that is read stays in {@code serves()}, where the plan can say what is wrong with it.
   */
  private List<VirtualResource> resources(List<Card> cards) {
    return offers.stream()
        .filter(offer -> !family.reads().contains(offer.name()))
        .map(offer -> offer.of(cards))
        .toList();
  }

  private Discovery absent(String text) {
    return new Absent(family, new Reason(Reason.Kind.NO_ANNOTATION, text));
  }

  static Reason unreadable(String annotation, Decoded.Malformed malformed) {
    return new Reason(Reason.Kind.MALFORMED, "annotation " + annotation + ": " + malformed);
  }
}
