package io.hami.mock.fault;

import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Layout;
import io.hami.mock.model.Layout.Share;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.VirtualResource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The cards that faults make unhealthy at this moment. */
public record Ailments(List<Ailment> ailments) {
  public static final Ailments NONE = new Ailments(List.of());

  /** Some cards. */
  public record Ailment(Target target, Selection cards) {}

  public Ailments {
    ailments = List.copyOf(ailments);
  }

  /**
   * Whether a fault makes this card unhealthy.
   *
   * @param isId whether a text is the card's id
   * @param index its position in its family, from 0
   * @param cards how many the family has
   */
  public boolean ail(String vendor, Predicate<String> isId, int index, int cards) {
    return ailments.stream()
        .anyMatch(
            ailment ->
                ailment.target().covers(vendor) && ailment.cards().selects(isId, index, cards));
  }

  /** The discovery with its unhealthy cards. */
  public Discovery of(Discovery discovery) {
    return switch (discovery) {
      case Discovery.Present present -> of(present);
      case Discovery.Unreadable(var family, var why, var last) ->
          new Discovery.Unreadable(family, why, last.map(this::of));
      case Discovery.Absent absent -> absent;
    };
  }

  private Discovery.Present of(Discovery.Present present) {
    if (ailments.isEmpty()) {
      return present;
    }
    String vendor = present.family().vendor();
    List<Card> cards = new ArrayList<>();
    for (Card card : present.cards()) {
      boolean ails = ail(vendor, card.id()::equals, cards.size(), present.cards().size());
      cards.add(ails ? card.unhealthy() : card);
    }
    return present.with(
        cards, present.resources().stream().map(resource -> of(resource, vendor)).toList());
  }

  private VirtualResource of(VirtualResource resource, String vendor) {
    VirtualResource sick = resource;
    for (Ailment ailment : ailments) {
      if (ailment.target().covers(vendor, resource.name())) {
        sick = sick.layout().shares().isEmpty() ? whole(sick, ailment) : shared(sick, ailment);
      }
    }
    return sick;
  }

  private static VirtualResource shared(VirtualResource resource, Ailment ailment) {
    Layout layout = resource.layout();
    List<Share> shares = new ArrayList<>();
    for (Share share : layout.shares()) {
      boolean ails =
          ailment.cards().selects(share.card()::equals, shares.size(), layout.shares().size());
      shares.add(ails ? share.unhealthy() : share);
    }
    Layout sick = new Layout(shares, layout.divisor(), layout.topology());
    return resource.with(sick).with(new Quantity(resource.quantity().total(), sick.healthy()));
  }

  /**
   * Where single cards are not known, a percentage makes that part of the quantity unhealthy, and a
   * selection of single cards has no effect.
   */
  private static VirtualResource whole(VirtualResource resource, Ailment ailment) {
    Quantity quantity = resource.quantity();
    return ailment.cards() instanceof Selection.Percent percent
        ? resource.with(
            new Quantity(
                quantity.total(),
                Math.min(quantity.healthy(), quantity.total() - percent.of(quantity.total()))))
        : resource;
  }
}
