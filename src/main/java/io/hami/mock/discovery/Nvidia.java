package io.hami.mock.discovery;

import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.annotation.PairScores;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.Form;
import io.hami.mock.config.Scaling;
import io.hami.mock.config.SeedNames;
import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.ContainerView.Variable;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Discovery.Unreadable;
import io.hami.mock.model.Family;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Scores grow with the square of the cards; those of more have no room on a Node. */
  private static final int MAX_SCORED = 64;

  private static final String USUAL_MODE = "hami-core";

  /**
   * HAMi's plugin writes none since v2.8; up to v2.7 the scheduler forgets a node without, and
   * later ones take it as well (vendors 4.3).
   */
  private static final Handshake HANDSHAKE =
      new Handshake("hami.io/node-handshake", Handshake.Form.GO);

  private static final List<Variable> VIEW =
      List.of(
          new Variable.Ids("NVIDIA_VISIBLE_DEVICES"),
          new Variable.MemoryOfEach("CUDA_DEVICE_MEMORY_LIMIT_"),
          new Variable.Cores("CUDA_DEVICE_SM_LIMIT"));
  private static final Variable OVERSUBSCRIBED =
      new Variable.Constant("CUDA_OVERSUBSCRIBE", "true");

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
    return family(Gate.notZero(nvidia.names().count(), "nvidia.resourceCountName"), offers(nvidia));
  }

  /** What nobody else serves of the cards. */
  private static List<Offer> offers(DeviceConfig.Nvidia nvidia) {
    CardNames names = nvidia.names();
    SplitFactor factor = Offer.factor(names);
    return SimulatedFamily.offers(
        names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, factor)),
        names.cores().map(name -> Offer.cores(name, Card::cores)),
        nvidia.memoryPercentage().map(Nvidia::percentage));
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

  @Override
  public List<SimulatedFamily> simulate(Simulation simulation) {
    DeviceConfig.Nvidia nvidia = simulation.names().nvidia().orElseThrow();
    return simulation.family(NAME).stream()
        .map(made -> made.stream().map(card -> simulated(card, nvidia.scaling())).toList())
        .map(cards -> simulated(nvidia, cards, simulation.scores()))
        .toList();
  }

  private static SimulatedFamily simulated(
      DeviceConfig.Nvidia nvidia, List<Card> cards, boolean scores) {
    Optional<ResourceName> count = nvidia.names().count();
    Map<String, String> annotations = new HashMap<>();
    annotations.put(CARDS, CardTexts.json(cards, "", _ -> Map.of()));
    if (scores && cards.size() <= MAX_SCORED) {
      annotations.put(SCORES, CardTexts.pairScores(cards));
    }
    return new SimulatedFamily(
        NAME,
        NAME,
        cards,
        SimulatedFamily.claims(count),
        Stream.concat(count.stream().map(Offer::slots), offers(nvidia).stream()).toList(),
        SimulatedFamily.contract(
            annotations, Optional.of(HANDSHAKE), count, "vgpu", view(nvidia.scaling())));
  }

  private static ContainerView view(Scaling scaling) {
    return new ContainerView(
        scaling.memory() > 1
            ? Stream.concat(VIEW.stream(), Stream.of(OVERSUBSCRIBED)).toList()
            : VIEW);
  }

  private static Card simulated(InventoryCard card, Scaling scaling) {
    String mode = card.mode().orElse(USUAL_MODE);
    return scaled(Simulation.card(card, "GPU-" + card.id(), scaling.splitCount(), mode), scaling);
  }

  /** MIG cards are as they are (vendors 5). */
  private static Card scaled(Card card, Scaling scaling) {
    return card.mode().equals("mig")
        ? card
        : card.with(
            scaling.memory(card.memoryMiB()),
            scaling.cores() == 1 ? card.cores() : scaling.percent());
  }

  @Override
  public List<Discovery> inspect(NodeFacts node, Inspection.Found found, DeviceConfig names) {
    return names.nvidia().stream()
        .flatMap(
            nvidia ->
                today(nvidia)
                    .inspect(
                        node,
                        found.cards().stream().map(card -> scaled(card, nvidia.scaling())).toList(),
                        found.library())
                    .stream())
        .toList();
  }
}
