package io.hami.mock.discovery;

import io.hami.mock.annotation.CardCodec;
import io.hami.mock.annotation.Decoded;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.config.Section;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.ContainerView.Variable;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Iluvatar (docs/vendors.md 1.2): one family for each chip, with its count, memory and compute.
 *
 * <p>Choices, as no release serves these: the count is the sum of slots, compute is the sum of
 * percents, and memory is in units of 256 MiB, as in HAMi's scheduler. This plugin serves the
 * count, so it cannot be the gate; the annotation is.
 */
@Singleton
public final class Iluvatar extends Vendor<List<Chip>> {
  private static final String NAME = "Iluvatar";
  private static final String KEY = "iluvatars";
  private static final int REFERENCE_CORES_A_SLOT = 10;
  private static final DeviceSection<List<Chip>> SECTION =
      new DeviceSection<>(
          KEY,
          file -> Optional.of(file.list(KEY, Iluvatar::chip)).filter(chips -> !chips.isEmpty()),
          Stream.of("MR-V100", "MR-V50", "BI-V150", "BI-V100").map(Iluvatar::chart).toList());
  private static final ContainerView VIEW =
      new ContainerView(List.of(new Variable.Ids("IX_VISIBLE_DEVICES")));

  public Iluvatar() {
    super(NAME, SECTION);
  }

  private static Chip chip(Section section) {
    return Chip.read(
        section,
        new CardNames(
            section.serves(CardNames.COUNT),
            section.serves(CardNames.MEMORY),
            section.serves(CardNames.CORES),
            1),
        OptionalInt.empty());
  }

  private static Chip chart(String word) {
    String name = "iluvatar.ai/" + word;
    return new Chip(word, word, CardNames.of(name + "-vgpu", name + ".vMem", name + ".vCore"));
  }

  @Override
  public List<Chip> completed(List<Chip> chips) {
    return Chip.completed(chips, SECTION.chart());
  }

  /**
   * The reference counts from the cores of one chip, so its flags apply to the chip with those
   * cores.
   */
  @Override
  public List<Chip> renamed(List<Chip> chips, ReferenceNames flags) {
    Optional<ResourceName> cores = Optional.of(flags.of(ReferenceFlag.ILUVATAR_CORE_NAME));
    return chips.stream()
        .map(
            chip ->
                flags
                    .given(ReferenceFlag.ILUVATAR_RESOURCE_NAME)
                    .filter(_ -> chip.names().cores().equals(cores))
                    .map(count -> chip.with(chip.names().withCount(count)))
                    .orElse(chip))
        .toList();
  }

  @Override
  public List<CardFamily> families(List<Chip> chips, NodeFacts node, Hami hami) {
    return chips.stream().map(Iluvatar::family).toList();
  }

  private static CardFamily family(Chip chip) {
    CardNames names = chip.names();
    String word = chip.commonWord();
    return CardFamily.of(
            NAME,
            word,
            new Source.Described("hami.io/node-" + word + "-register", codec()),
            Offer.some(
                names.count().map(Offer::slots).map(Offer::byEither),
                names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTES_256, SplitFactor.ONE)),
                names.cores().map(name -> Offer.cores(name, Card::cores))))
        // The library's name of a card is, for example, Iluvatar MR-V100.
        .inspected(card -> Optional.of(card).filter(_ -> card.type().contains(chip.chipName())))
        .made(
            Making.ids("GPU-")
                .handshake("hami.io/node-handshake-" + word, Handshake.Form.DOTTED)
                .binding(names.count(), word, VIEW));
  }

  /** HAMi's scheduler would give out only one of two cards with one id. */
  private static CardCodec codec() {
    return CardCodec.of(Iluvatar::distinct, Encoding.TEXT::encode);
  }

  private static Decoded distinct(String value) {
    Decoded decoded = Encoding.TEXT.decode(value);
    if (decoded instanceof Decoded.Cards(List<Card> cards)) {
      Map<String, Integer> seen = new HashMap<>();
      for (int i = 0; i < cards.size(); i++) {
        Integer first = seen.putIfAbsent(cards.get(i).id(), i);
        if (first != null) {
          return new Decoded.Malformed(
              "card " + (i + 1),
              start(value, i),
              "an id of its own",
              "that of card " + (first + 1));
        }
      }
    }
    return decoded;
  }

  /** Where the card with this index begins: behind as many colons. */
  private static int start(String value, int index) {
    int start = 0;
    for (int i = 0; i < index; i++) {
      start = value.indexOf(':', start) + 1;
    }
    return start;
  }

  @Override
  public List<CardFamily> reference(ReferenceNames flags) {
    return List.of(
        CardFamily.of(
            NAME,
            NAME,
            new Source.Counted(
                Gate.reference(flags.of(ReferenceFlag.ILUVATAR_CORE_NAME)),
                cores -> cores / REFERENCE_CORES_A_SLOT),
            List.of(Offer.slots(flags.of(ReferenceFlag.ILUVATAR_RESOURCE_NAME)))));
  }

  @Override
  public List<CardProfile> profiles() {
    return List.of(
        profile("iluvatar-bi-v100", "BI-V100", 32768),
        profile("iluvatar-bi-v150", "BI-V150", 32768),
        profile("iluvatar-mr-v50", "MR-V50", 16384),
        profile("iluvatar-mr-v100", "MR-V100", 32768));
  }

  private static CardProfile profile(String name, String chip, int memoryMiB) {
    return new CardProfile(name, NAME, chip, chip, chip, memoryMiB, 100, 10);
  }
}
