package io.hami.mock.discovery;

import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
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
 * Metax sGPU (vendors 1.2): slots, memory and compute of all cards. Memory is in GiB, as HAMi's
 * scheduler reads a request without unit letters; no release serves any of it, so the formulas are
 * our choice.
 *
 * <p>There is no family of whole cards: HAMi computes those from the count that the vendor's own
 * plugin serves, so nothing of theirs is missing on a node. That count's name is never served.
 */
@Singleton
public final class Metax implements Vendor {
  private static final String NAME = "Metax";
  private static final String CARDS = "metax-tech.com/node-gpu-devices";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.metax().stream().flatMap(metax -> family(metax).discover(node).stream()).toList();
      case SeedNames _ -> List.of();
    };
  }

  private static AnnotationFamily family(DeviceConfig.Metax metax) {
    CardNames names = metax.virtual();
    List<Offer> offers = offers(names);
    Set<ResourceName> wholeCards = metax.count().stream().collect(Collectors.toSet());
    Family family = new Family(NAME, "sGPU", Offer.names(offers), wholeCards);
    return new AnnotationFamily(family, Gate.NONE, CARDS, Encoding.METAX_SGPU, offers);
  }

  private static List<Offer> offers(CardNames names) {
    return SimulatedFamily.offers(
        names.count().map(Offer::slots),
        names.memory().map(name -> Offer.memory(name, Unit.GIBIBYTE, SplitFactor.ONE)),
        names.cores().map(name -> Offer.cores(name, Card::cores)));
  }

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    DeviceConfig.Metax metax = simulation.names().metax().orElseThrow();
    return Stream.concat(
            simulation
                .cards("sGPU", "GPU-")
                .map(cards -> simulated(metax.virtual(), cards))
                .stream(),
            simulation
                .cards("GPU", "GPU-")
                .map(cards -> SimulatedFamily.whole(NAME, "GPU", cards, metax.count()))
                .stream())
        .toList();
  }

  /** There is no handshake (vendors 4.1). */
  private static SimulatedFamily simulated(CardNames names, List<Card> cards) {
    return new SimulatedFamily(
        NAME,
        "sGPU",
        cards,
        SimulatedFamily.claims(names.count()),
        offers(names),
        SimulatedFamily.contract(
            Map.of(CARDS, CardTexts.metax(cards)),
            Optional.empty(),
            names.count(),
            "metax-sgpu",
            ContainerView.NONE));
  }
}
