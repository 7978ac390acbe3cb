package io.hami.mock.discovery;

import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract.Handshake;
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
 * Kunlun vXPU (vendors 1.2): slots and memory of all cards. Since the slots are served, they cannot
 * be the gate; the annotation is.
 *
 * <p>There is no family of whole cards: HAMi computes those from the count that the vendor's own
 * plugin serves, so nothing of theirs is missing on a node. That count's name is never served.
 */
@Singleton
public final class Kunlun implements Vendor {
  private static final String NAME = "Kunlun";
  private static final String CARDS = "hami.io/node-register-xpu";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.kunlun().stream()
              .flatMap(kunlun -> family(kunlun).discover(node).stream())
              .toList();
      case SeedNames _ -> List.of();
    };
  }

  private static AnnotationFamily family(DeviceConfig.Kunlun kunlun) {
    List<Offer> offers = offers(kunlun);
    Set<ResourceName> wholeCards = kunlun.count().stream().collect(Collectors.toSet());
    Family family = new Family(NAME, "vXPU", Offer.names(offers), wholeCards);
    return new AnnotationFamily(family, Gate.NONE, CARDS, Encoding.JSON, offers);
  }

  private static List<Offer> offers(DeviceConfig.Kunlun kunlun) {
    return SimulatedFamily.offers(
        kunlun.virtualCount().map(Offer::slots),
        kunlun.virtualMemory().map(name -> Offer.memory(name, Unit.MEBIBYTE, SplitFactor.ONE)));
  }

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    DeviceConfig.Kunlun kunlun = simulation.names().kunlun().orElseThrow();
    return Stream.concat(
            simulation.cards("vXPU", "").map(cards -> simulated(kunlun, cards)).stream(),
            simulation
                .cards("XPU", "")
                .map(cards -> SimulatedFamily.whole(NAME, "XPU", cards, kunlun.count()))
                .stream())
        .toList();
  }

  private static SimulatedFamily simulated(DeviceConfig.Kunlun kunlun, List<Card> cards) {
    return new SimulatedFamily(
        NAME,
        "vXPU",
        cards,
        SimulatedFamily.claims(kunlun.virtualCount()),
        offers(kunlun),
        SimulatedFamily.contract(
            Map.of(CARDS, CardTexts.json(cards, "", _ -> Map.of())),
            Optional.of(new Handshake("hami.io/node-handshake-xpu", Handshake.Form.DOTTED)),
            kunlun.virtualCount(),
            "xpu",
            ContainerView.NONE));
  }
}
