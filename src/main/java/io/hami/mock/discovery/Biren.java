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
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.NodeFacts;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Biren (vendors 1.2): the slots of all cards; there is no resource for their memory or compute.
 * Since the slots are served, which is our choice, they cannot be the gate; the annotation is.
 */
@Singleton
public final class Biren implements Vendor {
  private static final String NAME = "Biren";
  private static final String CARDS = "hami.io/node-biren-register";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.biren().stream().flatMap(names -> family(names).discover(node).stream()).toList();
      case SeedNames _ -> List.of();
    };
  }

  private static AnnotationFamily family(CardNames names) {
    List<Offer> offers = names.count().stream().map(Offer::slots).toList();
    Family family = new Family(NAME, NAME, Offer.names(offers), Gate.NONE.reads());
    return new AnnotationFamily(family, Gate.NONE, CARDS, Encoding.JSON, offers);
  }

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    CardNames names = simulation.names().biren().orElseThrow();
    return simulation.cards(NAME, "").stream().map(cards -> simulated(names, cards)).toList();
  }

  private static SimulatedFamily simulated(CardNames names, List<Card> cards) {
    return new SimulatedFamily(
        NAME,
        NAME,
        cards,
        SimulatedFamily.claims(names.count()),
        names.count().stream().map(Offer::slots).toList(),
        SimulatedFamily.contract(
            Map.of(CARDS, CardTexts.json(cards, "", _ -> Map.of())),
            Optional.of(new Handshake("hami.io/node-handshake-biren", Handshake.Form.DOTTED)),
            names.count(),
            NAME,
            new ContainerView(List.of(new Variable.Ids("BR_PHY_CARDS")))));
  }
}
