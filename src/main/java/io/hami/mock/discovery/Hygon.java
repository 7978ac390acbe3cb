package io.hami.mock.discovery;

import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Hygon DCU (vendors 1.2): memory and compute of all cards. */
@Singleton
public final class Hygon implements Vendor {
  private static final String NAME = "Hygon";
  private static final String CARDS = "hami.io/node-dcu-register";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.hygon().stream().flatMap(names -> family(names).discover(node).stream()).toList();
      case SeedNames _ -> List.of();
    };
  }

  private static AnnotationFamily family(CardNames names) {
    Gate gate = Gate.notZero(names.count(), "hygon.resourceCountName");
    List<Offer> offers = offers(names);
    Family family = new Family(NAME, NAME, Offer.names(offers), gate.reads());
    return new AnnotationFamily(family, gate, CARDS, Encoding.TEXT, offers);
  }

  /** What nobody else serves of the cards. */
  private static List<Offer> offers(CardNames names) {
    return SimulatedFamily.offers(
        names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, Offer.factor(names))),
        names.cores().map(name -> Offer.cores(name, Card::cores)));
  }

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    CardNames names = simulation.names().hygon().orElseThrow();
    return simulation.family(NAME).stream()
        .map(made -> simulated(names, made.stream().map(Hygon::simulated).toList()))
        .toList();
  }

  private static SimulatedFamily simulated(CardNames names, List<Card> cards) {
    return new SimulatedFamily(
        NAME,
        NAME,
        cards,
        SimulatedFamily.claims(names.count()),
        Stream.concat(names.count().stream().map(Offer::slots), offers(names).stream()).toList(),
        SimulatedFamily.contract(
            Map.of(CARDS, CardTexts.nineFields(cards)),
            Optional.of(new Handshake("hami.io/node-handshake-dcu", Handshake.Form.GO)),
            names.count(),
            "dcu",
            ContainerView.NONE));
  }

  /** Its plugin names a card by its serial number, 64 bits in hexadecimal. */
  private static Card simulated(InventoryCard card) {
    String serial = "%016x".formatted(card.id().getMostSignificantBits());
    return Simulation.card(card, "DCU-" + serial, card.profile().slots(), "hami");
  }

  @Override
  public List<Discovery> inspect(NodeFacts node, Inspection.Found found, DeviceConfig names) {
    return names.hygon().stream()
        .flatMap(hygon -> family(hygon).inspect(node, found.cards(), found.library()).stream())
        .toList();
  }
}
