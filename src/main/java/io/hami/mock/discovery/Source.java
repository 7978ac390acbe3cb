package io.hami.mock.discovery;

import io.hami.mock.annotation.CardCodec;
import io.hami.mock.annotation.Decoded;
import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Discovery.Unreadable;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/** Where a Node shows which cards of a family it has (docs/vendors.md 1.1). */
@FunctionalInterface
public interface Source {
  /** The cards of {@code family} on {@code node}. */
  Discovery look(CardFamily family, NodeFacts node);

  /** The Node's quantities that this source reads; they belong to other plugins. */
  default Set<ResourceName> reads() {
    return Set.of();
  }

  /** Whether {@code node} describes the cards one by one. */
  default boolean describes(NodeFacts node) {
    return false;
  }

  /** The annotation in which a Node describes the cards. */
  default Optional<String> annotation() {
    return Optional.empty();
  }

  /** The annotations of a Node that has {@code cards}. */
  default Map<String, String> annotations(List<Card> cards) {
    return Map.of();
  }

  /**
   * The vendor's plugin describes its cards in an annotation; the kubelet knows only their count.
   *
   * @param gate the quantity without which the annotation is not read
   * @param doubt why cards that can be read must not be used; empty when they may
   * @param hint added to the reason of a closed gate; may be empty
   */
  record Described(
      Gate gate,
      String key,
      CardCodec codec,
      Function<NodeFacts, Optional<Reason>> doubt,
      String hint)
      implements Source {
    /** An annotation without a gate. */
    public Described(String key, CardCodec codec) {
      this(Gate.NONE, key, codec);
    }

    /** An annotation behind a gate. */
    public Described(Gate gate, String key, CardCodec codec) {
      this(gate, key, codec, _ -> Optional.empty());
    }

    /** An annotation behind a gate, whose cards may not all be usable. */
    public Described(
        Gate gate, String key, CardCodec codec, Function<NodeFacts, Optional<Reason>> doubt) {
      this(gate, key, codec, doubt, "");
    }

    /** This with a hint for a Node on which the gate is closed. */
    Described hinting(String text) {
      return new Described(gate, key, codec, doubt, text);
    }

    @Override
    public Discovery look(CardFamily family, NodeFacts node) {
      if (gate.read(node) instanceof Gate.Reading.Closed(Reason why)) {
        return new Absent(
            family.onNode(), hint.isEmpty() ? why : new Reason(why.kind(), why + "; " + hint));
      }
      return switch (node.annotation(key).map(codec::decode).orElse(null)) {
        case null ->
            absent(
                family,
                "annotation %s is missing: the vendor's own plugin has not described its cards"
                    .formatted(key));
        case Decoded.Cards(List<Card> cards) when cards.isEmpty() ->
            absent(family, "annotation %s lists no card".formatted(key));
        case Decoded.Cards(List<Card> cards) ->
            doubt
                .apply(node)
                .<Discovery>map(why -> new Unreadable(family.onNode(), why))
                .orElseGet(() -> family.onNode(node, gate.isDead(node) ? unhealthy(cards) : cards));
        case Decoded.Malformed malformed ->
            new Unreadable(family.onNode(), unreadable(key, malformed));
      };
    }

    private static List<Card> unhealthy(List<Card> cards) {
      return cards.stream().map(Card::unhealthy).toList();
    }

    private static Discovery absent(CardFamily family, String text) {
      return new Absent(family.onNode(), new Reason(Reason.Kind.NO_ANNOTATION, text));
    }

    static Reason unreadable(String key, Decoded.Malformed malformed) {
      return new Reason(Reason.Kind.MALFORMED, "annotation " + key + ": " + malformed);
    }

    @Override
    public Set<ResourceName> reads() {
      return gate.reads();
    }

    @Override
    public boolean describes(NodeFacts node) {
      return node.annotation(key).isPresent();
    }

    @Override
    public Optional<String> annotation() {
      return Optional.of(key);
    }

    @Override
    public Map<String, String> annotations(List<Card> cards) {
      return Map.of(key, codec.encode(cards));
    }
  }

  /**
   * The cards follow from a quantity that the vendor's own plugin serves. Nothing describes single
   * cards, so no cards are listed and none is unhealthy.
   *
   * @param formula computes the served quantity from the gate's, which is 0 to 2^31-1
   */
  record Counted(Gate gate, LongUnaryOperator formula) implements Source {
    @Override
    public Discovery look(CardFamily family, NodeFacts node) {
      return switch (gate.read(node)) {
        case Gate.Reading.Closed(Reason why) -> new Absent(family.onNode(), why);
        case Gate.Reading.Open(long units) ->
            new Present(
                family.onNode(),
                List.of(),
                family
                    .served()
                    .map(offer -> offer.of(formula.applyAsLong(units)))
                    .map(
                        all ->
                            gate.isDead(node)
                                ? all.with(new Quantity(all.quantity().total(), 0))
                                : all)
                    .toList());
      };
    }

    @Override
    public Set<ResourceName> reads() {
      return gate.reads();
    }
  }
}
