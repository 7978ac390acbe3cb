package io.hami.mock.discovery;

import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.ContainerView.Variable;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * AMD (vendors 1.2): memory and compute of all cards. Compute is a percentage, 100 a card: that is
 * what pods ask for, whereas the annotation has the number of compute units. HAMi knows no memory
 * factor for AMD, so none is taken from its configuration.
 */
@Singleton
public final class Amd implements Vendor {
  private static final String NAME = "AMD";
  private static final String CARDS = "hami.io/node-amd-register";
  private static final int PERCENT_A_CARD = 100;
  private static final ContainerView VIEW =
      new ContainerView(
          List.of(
              new Variable.Ids("ROCR_VISIBLE_DEVICES"),
              new Variable.Memory("HIP_DEVICE_MEMORY_LIMIT", "m")));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.amd().stream().flatMap(names -> family(names).discover(node).stream()).toList();
      case SeedNames _ -> List.of();
    };
  }

  private static AnnotationFamily family(CardNames names) {
    Gate gate = Gate.positive(names.count(), "amd.resourceCountName");
    List<Offer> offers = offers(names);
    Family family = new Family(NAME, NAME, Offer.names(offers), gate.reads());
    return new AnnotationFamily(family, gate, CARDS, Encoding.JSON, offers);
  }

  /** What nobody else serves of the cards. */
  private static List<Offer> offers(CardNames names) {
    return SimulatedFamily.offers(
        names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, SplitFactor.ONE)),
        names.cores().map(name -> Offer.cores(name, _ -> PERCENT_A_CARD)));
  }

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    CardNames names = simulation.names().amd().orElseThrow();
    return simulation.cards(NAME, "").stream().map(cards -> simulated(names, cards)).toList();
  }

  /** There is no handshake: the scheduler looks at the count's capacity (vendors 4.1). */
  private static SimulatedFamily simulated(CardNames names, List<Card> cards) {
    return new SimulatedFamily(
        NAME,
        NAME,
        cards,
        SimulatedFamily.claims(names.count()),
        Stream.concat(names.count().stream().map(Offer::slots), offers(names).stream()).toList(),
        SimulatedFamily.contract(
            Map.of(CARDS, CardTexts.json(cards, "amd", Amd::custom)),
            Optional.empty(),
            names.count(),
            "amd",
            VIEW));
  }

  private static Map<String, String> custom(Card card) {
    return Map.of("pciBDF", "0000:%02x:00.0".formatted(card.index() + 1 & 0xff));
  }

  @Override
  public List<Discovery> inspect(NodeFacts node, Inspection.Found found, DeviceConfig names) {
    return names.amd().stream()
        .flatMap(amd -> family(amd).inspect(node, found.cards(), found.library()).stream())
        .toList();
  }
}
