package io.hami.mock.vendor;

import io.hami.mock.annotation.Encoding;
import io.hami.mock.annotation.PairScores;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.Form;
import io.hami.mock.config.SeedNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Discovery.Unreadable;
import io.hami.mock.model.Family;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * NVIDIA (vendors 1.2): memory, compute and percent of memory of all cards, MIG cards included.
 *
 * <p>Choices: the whole configured name is served, where the mock that this plugin replaces keeps
 * what follows the {@code /} and puts {@code nvidia.com} before it, which breaks configured
 * domains. The seed's form reads JSON as well as text, although the seed read 7-field text only:
 * HAMi has written nothing but JSON since v2.8.
 */
@Singleton
public final class Nvidia implements Vendor {
  private static final String NAME = "NVIDIA";
  private static final String CARDS = "hami.io/node-nvidia-register";
  private static final String SCORES = "hami.io/node-nvidia-score";
  private static final int PERCENT_A_CARD = 100;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Discovery> discover(NodeFacts node, Form form) {
    return switch (form) {
      case DeviceConfig config ->
          config.nvidia().stream()
              .flatMap(nvidia -> today(nvidia).discover(node).stream())
              .map(discovery -> withReadableScores(discovery, node))
              .toList();
      case SeedNames names -> seed(names).discover(node);
    };
  }

  private static AnnotationFamily today(DeviceConfig.Nvidia nvidia) {
    CardNames names = nvidia.names();
    SplitFactor factor = Offer.factor(names);
    return family(
        Gate.notZero(names.count(), "nvidia.resourceCountName"),
        Stream.of(
                names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, factor)),
                names.cores().map(name -> Offer.cores(name, Card::cores)),
                nvidia.memoryPercentage().map(Nvidia::percentage))
            .flatMap(Optional::stream)
            .toList());
  }

  private static AnnotationFamily seed(SeedNames names) {
    return family(
        Gate.NONE,
        List.of(
            Offer.memory(names.nvidiaMemory(), Unit.MEBIBYTE, SplitFactor.ONE),
            Offer.cores(names.nvidiaCores(), Card::cores),
            percentage(names.nvidiaMemoryPercentage())));
  }

  private static AnnotationFamily family(Gate gate, List<Offer> offers) {
    Family family = new Family(NAME, NAME, Offer.names(offers), gate.reads());
    return new AnnotationFamily(family, gate, CARDS, Encoding.JSON_OR_TEXT, offers);
  }

  private static Offer percentage(ResourceName name) {
    return new Offer(name, Measure.PERCENTAGE, Unit.PERCENT, SplitFactor.ONE, _ -> PERCENT_A_CARD);
  }

  /** HAMi's scheduler rejects all cards of a node whose scores it cannot read (vendors 4.4). */
  private static Discovery withReadableScores(Discovery discovery, NodeFacts node) {
    return discovery instanceof Present
        ? node.annotation(SCORES)
            .flatMap(PairScores::check)
            .<Discovery>map(
                malformed ->
                    new Unreadable(
                        discovery.family(), AnnotationFamily.unreadable(SCORES, malformed)))
            .orElse(discovery)
        : discovery;
  }
}
