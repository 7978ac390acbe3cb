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
import java.util.List;
import java.util.Optional;

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
   */
  public record Names(Optional<ResourceName> count, CardNames drs) {}

  private static final String NAME = "Enflame";
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
    section.text("resourceNameVGCUPercentage");
    boolean legacy =
        section.text("resourceNameDRSGCU").orElse("").isEmpty()
            && !section.text("resourceNameVGCU").orElse("").isEmpty();
    return new Names(
        section.reads("resourceNameGCU"),
        new CardNames(
            legacy
                ? section.serves("resourceNameVGCU")
                : section.servesOr("resourceNameDRSGCU", COUNT),
            section.servesOr("resourceNameGCUMemory", MEMORY),
            section.servesOr("resourceNameGCUCore", CORES),
            1));
  }

  @Override
  public List<CardFamily> families(Names names, NodeFacts node, Hami hami) {
    CardNames drs = names.drs();
    return List.of(
        CardFamily.of(
                NAME,
                "DRS",
                new Source.Described("enflame.com/gcu-drs-capacity", codec(node)),
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
