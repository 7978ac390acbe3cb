package io.hami.mock.vendor;

import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.DeviceConfig.Chip;
import io.hami.mock.config.DeviceConfig.Vnpus;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
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
    Optional<Offer> memory =
        names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, Offer.factor(names)));
    Optional<Offer> cores = names.cores().map(name -> Offer.cores(name, Ascend::softCores));
    List<Offer> all = Stream.of(memory, cores).flatMap(Optional::stream).toList();
    Gate gate = Gate.notZero(names.count(), "resourceName for " + chip.commonWord());
    return new AnnotationFamily(
        new Family(NAME, chip.commonWord(), Offer.names(all), gate.reads()),
        gate,
        CARDS_OF + chip.commonWord(),
        Encoding.JSON,
        softMode ? all : memory.stream().toList(),
        softMode || names.cores().isEmpty() ? Map.of() : Map.of(names.cores().get(), HARD_MODE));
  }

  private static long softCores(Card card) {
    return Math.max(PERCENT_A_CARD, card.cores());
  }

  private static Gate seedGate() {
    return Gate.seed(SEED_COUNT);
  }
}
