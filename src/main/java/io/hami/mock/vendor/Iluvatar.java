package io.hami.mock.vendor;

import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.DeviceConfig.Chip;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    CardNames names = chip.names();
    List<Offer> offers =
        Stream.of(
                names.count().map(Offer::slots),
                names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTES_256, SplitFactor.ONE)),
                names.cores().map(name -> Offer.cores(name, Card::cores)))
            .flatMap(Optional::stream)
            .toList();
    return new AnnotationFamily(
        new Family(NAME, chip.commonWord(), Offer.names(offers), Gate.NONE.reads()),
        Gate.NONE,
        "hami.io/node-" + chip.commonWord() + "-register",
        Encoding.TEXT,
        offers);
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
}
