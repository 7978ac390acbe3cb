package io.hami.mock.discovery;

import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.DeviceConfig.Chip;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.ContainerView.Variable;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Iluvatar (vendors 1.2): one family a chip, with its count, memory and compute.
 *
 * <p>Choices, as no release serves these: the count is the sum of slots, compute the sum of
 * percents, memory in the 256 MiB that HAMi's scheduler takes one unit for. Since the count is
 * served, it cannot be the gate; the annotation is.
 */
@Singleton
public final class Iluvatar implements Vendor {
  private static final String NAME = "Iluvatar";
  private static final int SEED_CORES_A_SLOT = 10;
  private static final ContainerView VIEW =
      new ContainerView(List.of(new Variable.Ids("IX_VISIBLE_DEVICES")));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.iluvatars().stream()
              .flatMap(chip -> family(chip).discover(node).stream())
              .toList();
      case SeedNames names -> seed(names).discover(node);
    };
  }

  private static AnnotationFamily family(Chip chip) {
    return family(chip, offers(chip, true), Set.of());
  }

  private static AnnotationFamily family(Chip chip, List<Offer> offers, Set<ResourceName> reads) {
    return new AnnotationFamily(
        new Family(NAME, chip.commonWord(), Offer.names(offers), reads),
        Gate.NONE,
        annotation(chip),
        Encoding.TEXT,
        offers);
  }

  private static String annotation(Chip chip) {
    return "hami.io/node-" + chip.commonWord() + "-register";
  }

  private static List<Offer> offers(Chip chip, boolean count) {
    CardNames names = chip.names();
    return SimulatedFamily.offers(
        names.count().filter(_ -> count).map(Offer::slots),
        names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTES_256, SplitFactor.ONE)),
        names.cores().map(name -> Offer.cores(name, Card::cores)));
  }

  private static CapacityFamily seed(SeedNames names) {
    Gate gate = Gate.seed(names.iluvatarCores());
    return new CapacityFamily(
        new Family(NAME, NAME, List.of(names.iluvatarCount()), gate.reads()),
        gate,
        Measure.COUNT,
        Unit.SLOT,
        cores -> cores / SEED_CORES_A_SLOT);
  }

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    return simulation.names().iluvatars().stream()
        .flatMap(
            chip ->
                simulation.cards(chip.commonWord(), "GPU-").stream()
                    .map(cards -> simulated(chip, cards)))
        .toList();
  }

  private static SimulatedFamily simulated(Chip chip, List<Card> cards) {
    return new SimulatedFamily(
        NAME,
        chip.commonWord(),
        cards,
        SimulatedFamily.claims(chip.names().count()),
        offers(chip, true),
        SimulatedFamily.contract(
            Map.of(annotation(chip), CardTexts.nineFields(cards)),
            Optional.of(
                new Handshake(
                    "hami.io/node-handshake-" + chip.commonWord(), Handshake.Form.DOTTED)),
            chip.names().count(),
            chip.commonWord(),
            VIEW));
  }

  /** Its library names a card {@code Iluvatar MR-V100}, say. */
  @Override
  public List<Discovery> inspect(NodeFacts node, Inspection.Found found, DeviceConfig names) {
    return names.iluvatars().stream()
        .flatMap(
            chip ->
                family(chip, offers(chip, false), SimulatedFamily.claims(chip.names().count()))
                    .inspect(
                        node,
                        found.cards().stream()
                            .filter(card -> card.type().contains(chip.chipName()))
                            .toList(),
                        found.library())
                    .stream())
        .toList();
  }
}
