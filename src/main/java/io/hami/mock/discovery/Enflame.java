package io.hami.mock.discovery;

import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Decoded;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Enflame DRS (vendors 1.2): slots, memory in MiB and compute in percent of all devices. No release
 * serves any of it, so the formulas are our choice.
 *
 * <p>There is no family of whole cards: HAMi computes those from the count that the vendor's own
 * plugin serves, so nothing of theirs is missing on a node. That count's name is never served.
 */
@Singleton
public final class Enflame implements Vendor {
  private static final String NAME = "Enflame";
  private static final String CARDS = "enflame.com/gcu-drs-capacity";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.enflame().stream()
              .flatMap(enflame -> family(enflame, node.name()).discover(node).stream())
              .toList();
      case SeedNames _ -> List.of();
    };
  }

  private static AnnotationFamily family(DeviceConfig.Enflame enflame, String node) {
    CardNames names = enflame.drs();
    List<Offer> offers = offers(names);
    Set<ResourceName> wholeCards = enflame.count().stream().collect(Collectors.toSet());
    return new AnnotationFamily(
        new Family(NAME, "DRS", Offer.names(offers), wholeCards),
        Gate.NONE,
        CARDS,
        value -> named(node, Encoding.ENFLAME_DRS.decode(value)),
        offers);
  }

  /** The ids of HAMi's scheduler, {@code <node>-enflame-drs-<index>} (vendors 2.4). */
  private static Decoded named(String node, Decoded decoded) {
    return switch (decoded) {
      case Decoded.Cards(List<Card> cards) ->
          new Decoded.Cards(
              cards.stream().map(card -> card.named(node + "-" + card.id())).toList());
      case Decoded.Malformed malformed -> malformed;
    };
  }

  private static List<Offer> offers(CardNames names) {
    return SimulatedFamily.offers(
        names.count().map(Offer::slots),
        names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, SplitFactor.ONE)),
        names.cores().map(name -> Offer.cores(name, Card::cores)));
  }

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    DeviceConfig.Enflame enflame = simulation.names().enflame().orElseThrow();
    String ids = simulation.node().name() + "-enflame-drs-";
    return Stream.concat(
            simulation.cards("DRS", "").stream()
                .map(cards -> cards.stream().map(card -> card.named(ids + card.index())).toList())
                .map(cards -> simulated(enflame.drs(), cards)),
            simulation
                .cards("GCU", "")
                .map(cards -> SimulatedFamily.whole(NAME, "GCU", cards, enflame.count()))
                .stream())
        .toList();
  }

  /** There is neither a handshake nor a lock (vendors 4.1, 4.5). */
  private static SimulatedFamily simulated(CardNames names, List<Card> cards) {
    return new SimulatedFamily(
        NAME,
        "DRS",
        cards,
        SimulatedFamily.claims(names.count()),
        offers(names),
        new Contract(Map.of(CARDS, CardTexts.enflame(cards)), Optional.empty(), Optional.empty()));
  }
}
