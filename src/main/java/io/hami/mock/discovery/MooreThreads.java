package io.hami.mock.discovery;

import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Moore Threads (vendors 1.2): the count. The vendor's own plugin serves memory and compute, 16 of
 * the latter a card, and HAMi's scheduler makes the cards up from these.
 *
 * <p>Choice: 100 slots a card, which is what the scheduler allows; no release serves the count.
 */
@Singleton
public final class MooreThreads implements Vendor {
  private static final String NAME = "Moore Threads";
  private static final int CORES_A_CARD = 16;
  private static final int SLOTS_A_CARD = 100;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.mthreads().stream()
              .flatMap(names -> family(names).discover(node).stream())
              .toList();
      case SeedNames _ -> List.of();
    };
  }

  private static CapacityFamily family(CardNames names) {
    Set<ResourceName> reads =
        Stream.concat(names.cores().stream(), names.memory().stream()).collect(Collectors.toSet());
    return new CapacityFamily(
        new Family(NAME, NAME, names.count().stream().toList(), reads),
        Gate.notZero(names.cores(), "mthreads.resourceCoreName"),
        Measure.COUNT,
        Unit.SLOT,
        cores -> Math.ceilDiv(cores, CORES_A_CARD) * SLOTS_A_CARD);
  }

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    CardNames names = simulation.names().mthreads().orElseThrow();
    return simulation.cards(NAME, "").stream().map(cards -> simulated(names, cards)).toList();
  }

  /** The scheduler makes the cards up from these quantities; no annotation has them. */
  private static SimulatedFamily simulated(CardNames names, List<Card> cards) {
    return new SimulatedFamily(
        NAME,
        NAME,
        cards,
        SimulatedFamily.claims(names.memory(), names.cores()),
        SimulatedFamily.offers(
            names.count().map(Offer::slots),
            names.memory().map(name -> Offer.wholeUnitsOfMemory(name, Unit.MEBIBYTES_512)),
            names.cores().map(name -> Offer.cores(name, Card::cores))),
        new Contract(
            Map.of(),
            Optional.empty(),
            names
                .count()
                .map(
                    count ->
                        new Contract.Binding(
                            count,
                            SimulatedFamily.toAllocate("mthreads-vgpu"),
                            "",
                            ContainerView.NONE))));
  }
}
