package io.hami.mock.discovery;

import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.DeviceConfig.Chip;
import io.hami.mock.config.DeviceConfig.Vnpus;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.ContainerView.Variable;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Huawei Ascend (vendors 1.2): one family a chip, memory always and compute in soft mode.
 *
 * <p>Choice: in soft mode a card has the cores that its annotation says, and at least 100. HAMi's
 * scheduler takes the advertised total where it exceeds 100 (HAMi PR #2952), so the flat 100 of the
 * mock that this plugin replaces is too little on oversold nodes; less than 100 is the number of AI
 * cores that plugins write in hard mode (8, 20, 24, 30), which is no percentage.
 */
@Singleton
public final class Ascend implements Vendor {
  private static final String NAME = "Ascend";
  private static final String CARDS_OF = "hami.io/node-register-";
  private static final String SOFT_MODE = "hami-vnpu-core";
  private static final int PERCENT_A_CARD = 100;
  private static final ContainerView HARD_VIEW =
      new ContainerView(List.of(new Variable.Indexes("ASCEND_VISIBLE_DEVICES")));
  private static final ContainerView SOFT_VIEW =
      new ContainerView(
          List.of(
              new Variable.Indexes("ASCEND_VISIBLE_DEVICES"),
              new Variable.Memory("NPU_MEM_QUOTA", ""),
              new Variable.Cores("NPU_PRIORITY")));

  private static final Reason HARD_MODE =
      new Reason(
          Reason.Kind.GATE,
          "soft mode is off: annotation "
              + SOFT_MODE
              + " is not true, or it is missing and vnpus.hamiVnpuCore is false");

  private static final ResourceName SEED_COUNT = new ResourceName("huawei.com", "Ascend910");
  private static final int SEED_SLOTS_A_CARD = 10;
  private static final int SEED_MEBIBYTES_A_CARD = 65536;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config -> today(node, config.vnpus());
      case SeedNames names ->
          new CapacityFamily(
                  new Family(NAME, NAME, List.of(names.ascendMemory()), seedGate().reads()),
                  seedGate(),
                  Measure.MEMORY,
                  Unit.MEBIBYTE,
                  slots -> slots / SEED_SLOTS_A_CARD * SEED_MEBIBYTES_A_CARD)
              .discover(node);
    };
  }

  private static List<Discovery> today(NodeFacts node, Vnpus vnpus) {
    boolean softMode = node.annotation(SOFT_MODE).map("true"::equals).orElse(vnpus.softMode());
    return vnpus.chips().stream()
        .flatMap(chip -> family(chip, softMode).discover(node).stream())
        .toList();
  }

  private static AnnotationFamily family(Chip chip, boolean softMode) {
    CardNames names = chip.names();
    List<Offer> all = offers(names, true);
    Gate gate = Gate.notZero(names.count(), "resourceName for " + chip.commonWord());
    return new AnnotationFamily(
        new Family(NAME, chip.commonWord(), Offer.names(all), gate.reads()),
        gate,
        CARDS_OF + chip.commonWord(),
        Encoding.JSON,
        offers(names, softMode),
        withheld(names, softMode));
  }

  /** What nobody else serves of the cards. */
  private static List<Offer> offers(CardNames names, boolean softMode) {
    return SimulatedFamily.offers(
        names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, Offer.factor(names))),
        names.cores().filter(_ -> softMode).map(name -> Offer.cores(name, Ascend::softCores)));
  }

  private static Map<ResourceName, Reason> withheld(CardNames names, boolean softMode) {
    return softMode || names.cores().isEmpty() ? Map.of() : Map.of(names.cores().get(), HARD_MODE);
  }

  private static long softCores(Card card) {
    return Math.max(PERCENT_A_CARD, card.cores());
  }

  private static Gate seedGate() {
    return Gate.seed(SEED_COUNT);
  }

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    return simulation.names().vnpus().chips().stream()
        .flatMap(
            chip ->
                simulation.family(chip.commonWord()).stream()
                    .map(cards -> simulated(simulation, chip, cards)))
        .toList();
  }

  private static SimulatedFamily simulated(
      Simulation simulation, Chip chip, List<InventoryCard> made) {
    // What somebody else says of soft mode stands; what this plugin said itself follows the config.
    boolean ours =
        simulation.owned().annotations().contains(SOFT_MODE)
            || !simulation.node().annotations().containsKey(SOFT_MODE);
    boolean configured = simulation.names().vnpus().softMode();
    boolean softMode =
        ours ? configured : simulation.node().annotation(SOFT_MODE).equals(Optional.of("true"));
    List<Card> cards = made.stream().map(card -> simulated(card, chip, softMode)).toList();
    CardNames names = chip.names();
    Map<String, String> annotations = new HashMap<>();
    annotations.put(CARDS_OF + chip.commonWord(), CardTexts.json(cards, "", _ -> Map.of()));
    if (ours) {
      annotations.put(SOFT_MODE, Boolean.toString(softMode));
    }
    return new SimulatedFamily(
        NAME,
        chip.commonWord(),
        cards,
        SimulatedFamily.claims(names.count()),
        Stream.concat(names.count().stream().map(Offer::slots), offers(names, softMode).stream())
            .toList(),
        withheld(names, softMode),
        SimulatedFamily.contract(
            annotations,
            Optional.of(
                new Handshake(
                    "hami.io/node-handshake-" + chip.commonWord(), Handshake.Form.DOTTED)),
            names.count(),
            chip.commonWord(),
            softMode ? SOFT_VIEW : HARD_VIEW));
  }

  /** The real plugin writes AI cores in hard mode and 100 in soft mode (vendors 1.2). */
  private static Card simulated(InventoryCard card, Chip chip, boolean softMode) {
    Card made =
        Simulation.card(
            card, card.id().toString(), chip.slots().orElse(card.profile().slots()), "");
    return softMode ? made.with(made.memoryMiB(), PERCENT_A_CARD) : made;
  }

  /** The library knows the chip's own name, which HAMi's word for it is not always made of. */
  private static boolean isOf(Chip chip, Card card) {
    return card.type().equals(chip.commonWord()) || card.type().equals(NAME + chip.chipName());
  }

  @Override
  public List<Discovery> inspect(NodeFacts node, Inspection.Found found, DeviceConfig names) {
    boolean softMode =
        node.annotation(SOFT_MODE).map("true"::equals).orElse(names.vnpus().softMode());
    return names.vnpus().chips().stream()
        .flatMap(
            chip ->
                family(chip, softMode)
                    .inspect(
                        node,
                        found.cards().stream().filter(card -> isOf(chip, card)).toList(),
                        found.library())
                    .stream())
        .toList();
  }
}
