package io.hami.mock.discovery;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.config.Section;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Reason;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Moore Threads (docs/vendors.md 1.2): the count, at 16 of compute a card.
 *
 * <p>Choice: 100 slots a card, which is what the scheduler allows; no release serves the count.
 */
@Singleton
public final class MooreThreads extends Vendor<CardNames> {
  private static final String NAME = "Moore Threads";
  private static final int CORES_A_CARD = 16;
  private static final int SLOTS_A_CARD = 100;
  private static final String MEMORY_PER_CARD = "memoryPerCard";

  /** The ids of the Node's cards, such as {@code 0-2-3}. */
  private static final String CARDS_LABEL = "mthreads.com/sgpu.cores";

  private static final DeviceSection<CardNames> SECTION =
      DeviceSection.of(
          "mthreads",
          MooreThreads::read,
          CardNames.of("mthreads.com/vgpu", "mthreads.com/sgpu-memory", "mthreads.com/sgpu-core"));

  public MooreThreads() {
    super(NAME, SECTION);
  }

  /** HAMi checks requests for memory against memoryPerCard; no quantity follows from it. */
  private static CardNames read(Section section) {
    if (section.shape(MEMORY_PER_CARD) == Section.Shape.LIST) {
      section.listOfTexts(MEMORY_PER_CARD);
    } else {
      section.int64(MEMORY_PER_CARD);
    }
    return CardNames.countServed(section);
  }

  /**
   * HAMi's scheduler refuses a Node whose label for the cards does not agree with its compute (HAMi
   * #2988). Without the label it counts the cards from the compute.
   */
  private static Optional<Reason> contradiction(NodeFacts node, long cores) {
    return Optional.ofNullable(node.labels().get(CARDS_LABEL))
        .filter(cards -> !cards.isBlank())
        .map(cards -> cards.split("-", -1).length)
        .filter(cards -> (long) cards * CORES_A_CARD != cores)
        .map(
            cards ->
                new Reason(
                    Reason.Kind.GATE,
                    "label %s lists %d cards of %d, but the Node has %d of compute: HAMi refuses it"
                        .formatted(CARDS_LABEL, cards, CORES_A_CARD, cores)));
  }

  @Override
  public List<CardFamily> families(CardNames names, NodeFacts node, Hami hami) {
    return List.of(
        CardFamily.countedByCores(
                NAME,
                names,
                Gate.notZero(names.cores(), "mthreads.resourceCoreName")
                    .unless(MooreThreads::contradiction),
                CORES_A_CARD,
                SLOTS_A_CARD,
                Unit.MEBIBYTES_512)
            // The pod has a list of cards, but the Node has no lock.
            .made(Making.ids("").binding(names.count(), "mthreads-vgpu", "", ContainerView.NONE)));
  }

  @Override
  public List<CardProfile> profiles() {
    return List.of(
        profile("mthreads-s4000", "MTT S4000", 49152),
        profile("mthreads-s5000", "MTT S5000", 81920));
  }

  private static CardProfile profile(String name, String model, int memoryMiB) {
    return new CardProfile(
        name, NAME, NAME, model, "Mthreads", memoryMiB, CORES_A_CARD, SLOTS_A_CARD);
  }
}
