package io.hami.mock.discovery;

import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * AWS Neuron (vendors 1.2): the cores, of which HAMi's scheduler takes a device to have as many as
 * the Node's quantities say, and lets nobody ask for more than 2.
 *
 * <p>Choice: 2 cores a device. Where the vendor's own plugin serves the cores too, the name is its
 * own, and the kubelet's books show it (design decision 4).
 */
@Singleton
public final class AwsNeuron implements Vendor {
  private static final String NAME = "AWS Neuron";
  private static final int CORES_A_DEVICE = 2;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.awsneuron().stream()
              .flatMap(names -> family(names).discover(node).stream())
              .toList();
      case SeedNames _ -> List.of();
    };
  }

  private static CapacityFamily family(CardNames names) {
    Gate gate = Gate.notZero(names.count(), "awsneuron.resourceCountName");
    return new CapacityFamily(
        new Family(NAME, NAME, names.cores().stream().toList(), gate.reads()),
        gate,
        Measure.CORES,
        Unit.CORE,
        devices -> devices * CORES_A_DEVICE);
  }

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    CardNames names = simulation.names().awsneuron().orElseThrow();
    return simulation.cards(NAME, "").stream().map(cards -> simulated(names, cards)).toList();
  }

  /** The scheduler makes the devices up from these quantities; no annotation has them. */
  private static SimulatedFamily simulated(CardNames names, List<Card> cards) {
    return new SimulatedFamily(
        NAME,
        NAME,
        cards,
        SimulatedFamily.claims(names.count()),
        SimulatedFamily.offers(
            names.count().map(Offer::cards),
            names.cores().map(name -> Offer.cores(name, Unit.CORE, Card::cores))),
        Contract.NONE);
  }
}
