package io.hami.mock.discovery;

import io.hami.mock.annotation.CardCodec;
import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Decoded;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.config.Section;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.Card;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Enflame DRS (docs/vendors.md 1.2): slots, memory in MiB and compute in percent of all devices. No
 * release serves any of these, so the formulas are a choice of this plugin. There is neither a
 * handshake nor a lock (docs/vendors.md 4.1, 4.5).
 *
 * <p>For whole cards HAMi needs only the count that the vendor's own plugin serves, so this plugin
 * adds nothing. The name of that count is never served here.
 */
@Singleton
public final class Enflame extends Vendor<Enflame.Names> {
  /**
   * The {@code enflame} section. For names that the file leaves out, HAMi's defaults apply: the DRS
   * name falls back to the legacy resourceNameVGCU and then to {@code enflame.com/drs-gcu}.
   *
   * @param count whole cards, read only
   * @param drs the DRS names: resourceNameDRSGCU, resourceNameGCUMemory, resourceNameGCUCore
   * @param shared the names of HAMi up to v2.9, where no DRS name is configured
   */
  public record Names(Optional<ResourceName> count, CardNames drs, Optional<Shared> shared) {
    /** Names of DRS cards and of whole cards. */
    public Names(Optional<ResourceName> count, CardNames drs) {
      this(count, drs, Optional.empty());
    }
  }

  /**
   * A share of a card, as HAMi up to v2.9 knows it.
   *
   * @param count resourceNameVGCU
   * @param percentage resourceNameVGCUPercentage
   */
  public record Shared(ResourceName count, Optional<ResourceName> percentage) {}

  private static final String NAME = "Enflame";
  private static final String CAPACITY = "enflame.com/gcu-drs-capacity";
  private static final int PERCENT_A_CARD = 100;

  /** What Enflame's plugin serves beside DRS, by fixed names: cards, and slices of all cards. */
  private static final ResourceName CARDS = new ResourceName("enflame.com", "gcu-count");

  private static final ResourceName SLICES = new ResourceName("enflame.com", "shared-gcu");
  private static final String COUNT = "enflame.com/drs-gcu";
  private static final String MEMORY = "enflame.com/gcu-memory";
  private static final String CORES = "enflame.com/gcu-core";
  private static final DeviceSection<Names> SECTION =
      DeviceSection.of(
          "enflame",
          Enflame::read,
          new Names(CardNames.name("enflame.com/gcu"), CardNames.of(COUNT, MEMORY, CORES)));

  public Enflame() {
    super(NAME, SECTION);
  }

  private static Names read(Section section) {
    boolean legacy =
        section.text("resourceNameDRSGCU").orElse("").isEmpty()
            && !section.text("resourceNameVGCU").orElse("").isEmpty();
    section.text("resourceNameVGCUPercentage");
    Optional<ResourceName> count =
        legacy ? section.serves("resourceNameVGCU") : section.servesOr("resourceNameDRSGCU", COUNT);
    return new Names(
        section.reads("resourceNameGCU"),
        new CardNames(
            count,
            section.servesOr("resourceNameGCUMemory", MEMORY),
            section.servesOr("resourceNameGCUCore", CORES),
            1),
        count
            .filter(_ -> legacy)
            .map(name -> new Shared(name, section.serves("resourceNameVGCUPercentage"))));
  }

  @Override
  public List<CardFamily> families(Names names, NodeFacts node, Hami hami) {
    CardNames drs = names.drs();
    Source.Described capacity = new Source.Described(CAPACITY, codec(node));
    if (names.shared().isPresent()
        && !capacity.describes(node)
        && node.capacity(CARDS).isPresent()) {
      return Stream.concat(
              shared(names.shared().get(), node),
              Stream.of(CardFamily.whole(NAME, "GCU", names.count())))
          .toList();
    }
    return List.of(
        CardFamily.of(
                NAME,
                "DRS",
                capacity,
                Offer.some(
                    drs.count().map(Offer::slots).map(Offer::byEither),
                    drs.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, SplitFactor.ONE)),
                    drs.cores().map(name -> Offer.cores(name, Card::cores))))
            .reading(names.count())
            .made(
                Making.of(
                    card ->
                        Making.card(
                            card,
                            node.name() + "-enflame-drs-" + card.index(),
                            card.profile().slots(),
                            card.mode().orElse("")))),
        CardFamily.whole(NAME, "GCU", names.count()));
  }

  /**
   * Shares of cards that HAMi up to v2.9 derives from the plugin's quantities. A pod asks for a
   * share and its percentage, and HAMi adds the slices that this is of a card.
   *
   * <p>Choice: as many shares as the plugin has slices, 100 percent a card.
   */
  private static Stream<CardFamily> shared(Shared names, NodeFacts node) {
    Gate gate = Gate.notZero(Optional.of(CARDS), "");
    long slices =
        node.capacity(SLICES)
            .filter(number -> number.signum() > 0)
            .map(number -> number.min(BigDecimal.valueOf(Integer.MAX_VALUE)).longValue())
            .orElse(0L);
    CardFamily shares =
        CardFamily.of(
                NAME,
                "shared",
                new Source.Counted(gate, cards -> Math.max(cards, slices)),
                List.of(Offer.slots(names.count())))
            .reading(Optional.of(SLICES));
    CardFamily percentages =
        CardFamily.of(
            NAME,
            "shared percentage",
            new Source.Counted(gate, cards -> cards * PERCENT_A_CARD),
            Offer.some(
                names.percentage().map(name -> Offer.percentOfMemory(name, PERCENT_A_CARD))));
    return Stream.of(shares, percentages);
  }

  /**
   * Card ids have the form that HAMi's scheduler uses, {@code <node>-enflame-drs-<index>}
   * (docs/vendors.md 2.4).
   */
  private static CardCodec codec(NodeFacts node) {
    return CardCodec.of(
        value ->
            switch (Encoding.ENFLAME_DRS.decode(value)) {
              case Decoded.Cards(List<Card> cards) ->
                  new Decoded.Cards(
                      cards.stream()
                          .map(card -> card.named(node.name() + "-" + card.id()))
                          .toList());
              case Decoded.Malformed malformed -> malformed;
            },
        CardTexts::enflame);
  }

  /**
   * The figures are not documented; the memory is that of a profile in a test of HAMi's scheduler.
   */
  @Override
  public List<CardProfile> profiles() {
    return List.of(
        new CardProfile(
            "enflame-s60", NAME, "DRS", "S60, profile 6g.40gb", "Enflame", 40960, 100, 6),
        new CardProfile("enflame-s60-whole", NAME, "GCU", "S60, whole", "Enflame", 0, 100, 1));
  }
}
