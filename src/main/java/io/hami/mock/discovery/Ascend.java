package io.hami.mock.discovery;

import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.config.Section;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.ContainerView.Variable;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Huawei Ascend (docs/vendors.md 1.2): one family for each chip, with memory always and compute
 * only in soft mode.
 *
 * <p>Choice: in soft mode a card has the cores of its annotation, and at least 100. HAMi's
 * scheduler takes the advertised total where it exceeds 100 (HAMi PR #2952), so the flat 100 of the
 * mock that this plugin replaces is too little on oversold nodes. Less than 100 is the number of AI
 * cores that plugins write in hard mode (8, 20, 24, 30), which is no percentage.
 */
@Singleton
public final class Ascend extends Vendor<Ascend.Vnpus> {
  /** How tasks share a card. In all modes but templates they share its compute by percent. */
  public enum Mode {
    /** A task has one of the chip's templates. */
    TEMPLATE("template"),
    HAMI_CORE("hami-core"),
    ENPU("enpu");

    private final String word;

    Mode(String word) {
      this.word = word;
    }

    /** Case and surrounding space do not count; {@code hamiCore} is another word for hami-core. */
    static Optional<Mode> of(String text) {
      String word = text.strip().toLowerCase(Locale.ROOT);
      return Stream.of(values())
          .filter(mode -> mode.word.equals(word.equals("hamicore") ? HAMI_CORE.word : word))
          .findFirst();
    }
  }

  /**
   * The {@code vnpus} section.
   *
   * @param mode hamiVnpuMode, else the deprecated hamiVnpuCore; a node's annotations override it
   * @param coreScaling deviceCoreScaling, above 0: what a made-up card advertises beyond 100 %
   * @param slots vnpuDeviceSplitCount: the slots of a made-up card in the mode hami-core
   */
  public record Vnpus(Mode mode, double coreScaling, OptionalInt slots, List<Chip> chips) {
    public Vnpus {
      chips = List.copyOf(chips);
    }

    /** The chips in {@code mode}, not scaled. */
    public Vnpus(Mode mode, List<Chip> chips) {
      this(mode, 1, OptionalInt.empty(), chips);
    }

    Vnpus with(List<Chip> others) {
      return new Vnpus(mode, coreScaling, slots, others);
    }
  }

  private static final String NAME = "Ascend";
  private static final String KEY = "vnpus";
  private static final String LEGACY_KEY = "hamiVnpuCore";
  private static final String MODE_KEY = "hamiVnpuMode";
  private static final String CORE = "hami-vnpu-core";
  private static final String ENPU = "hami.io/enpu";
  private static final List<String> POLICIES = List.of("fixed-share", "elastic", "best-effort");
  private static final int PERCENT_A_CARD = 100;

  /** An upper limit on tasks on a card, far above any real value. */
  private static final int MOST_SLOTS = 1_000_000;

  private static final DeviceSection<Vnpus> SECTION =
      new DeviceSection<>(
          KEY,
          Ascend::read,
          new Vnpus(
              Mode.TEMPLATE,
              Stream.of(
                      "Ascend910A",
                      "Ascend910B2",
                      "Ascend910B3",
                      "Ascend910B4",
                      "Ascend910B4-1",
                      "Ascend310P",
                      "Ascend910C")
                  .map(Ascend::chart)
                  .toList()));
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
          "cards are shared by templates: neither "
              + KEY
              + "."
              + MODE_KEY
              + " (hami-core or enpu) nor the Node's annotations "
              + CORE
              + " and "
              + ENPU
              + " (true) ask for sharing by percent");

  /**
   * The one chip that the reference knows. The name of its gate is fixed in the reference
   * (docs/vendors.md 1.1).
   */
  private static final ResourceName REFERENCE_COUNT = new ResourceName("huawei.com", "Ascend910");

  private static final int REFERENCE_SLOTS_A_CARD = 10;
  private static final int REFERENCE_MEBIBYTES_A_CARD = 65536;

  public Ascend() {
    super(NAME, SECTION);
  }

  /** Reads both forms: nested since HAMi v2.9, a bare list up to v2.8. */
  private static Optional<Vnpus> read(Section file) {
    return switch (file.shape(KEY)) {
      case NOTHING -> Optional.empty();
      case LIST -> {
        file.warning(
            KEY, "a bare list is the form of HAMi v2.8 and older; soft mode is off with it");
        yield Optional.of(new Vnpus(Mode.TEMPLATE, file.list(KEY, Ascend::chip)));
      }
      case MAPPING -> file.section(KEY, Ascend::nested);
      case SCALAR ->
          file.mismatch(
              KEY,
              "a mapping with hamiVnpuMode (template, hami-core or enpu) and configs (a list of"
                  + " chips), or a bare list of chips as up to HAMi v2.8,");
    };
  }

  private static Vnpus nested(Section section) {
    Optional<Mode> mode =
        section
            .text(MODE_KEY)
            .filter(text -> !text.isBlank())
            .flatMap(
                text ->
                    Mode.of(text)
                        .or(
                            () ->
                                section.mismatch(
                                    MODE_KEY, "template, hami-core (or hamiCore) or enpu")));
    boolean legacy = section.bool(LEGACY_KEY).orElse(false);
    section.deprecated(LEGACY_KEY);
    section
        .text("enpuPolicy")
        .filter(text -> !text.isEmpty() && !POLICIES.contains(text))
        .ifPresent(
            _ ->
                section.warning("enpuPolicy", "one of fixed-share, elastic, best-effort is meant"));
    section.bool("overwriteEnv");
    section.text("runtimeClassName");
    return new Vnpus(
        mode.orElse(legacy ? Mode.HAMI_CORE : Mode.TEMPLATE),
        section
            .real("deviceCoreScaling")
            .filter(scaling -> scaling > 0 && Double.isFinite(scaling))
            .orElse(1.0),
        section
            .int32("vnpuDeviceSplitCount")
            .filter(count -> count.signum() > 0)
            .map(count -> OptionalInt.of(count.intValueExact()))
            .orElse(OptionalInt.empty()),
        section.list("configs", Ascend::chip));
  }

  private static Chip chip(Section section) {
    CardNames names =
        new CardNames(
                section.reads("resourceName"),
                section.serves(CardNames.MEMORY),
                section.serves(CardNames.CORES),
                1)
            .withFactorOf(section);
    section.int64("memoryCapacity");
    Stream.of("aiCore", "aiCPU").forEach(section::int32);
    Stream.of("overwriteEnv", "superPod").forEach(section::bool);
    section.text("runtimeClassName");
    return Chip.read(section, names, slots(section));
  }

  /** How often the smallest template fits into the memory (docs/vendors.md 5, VDeviceCount). */
  private static OptionalInt slots(Section section) {
    Optional<BigInteger> memory = section.int64("memoryAllocatable").filter(m -> m.signum() > 0);
    Optional<BigInteger> smallest =
        section.list("templates", Ascend::template).stream()
            .flatMap(Optional::stream)
            .filter(template -> template.signum() > 0)
            .min(Comparator.naturalOrder());
    return memory.isPresent() && smallest.isPresent()
        ? OptionalInt.of(
            memory.get().divide(smallest.get()).min(BigInteger.valueOf(MOST_SLOTS)).intValueExact())
        : OptionalInt.empty();
  }

  private static Optional<BigInteger> template(Section section) {
    section.text("name");
    Stream.of("aiCore", "aiCPU").forEach(section::int32);
    return section.int64("memory");
  }

  private static Chip chart(String word) {
    String name = "huawei.com/" + word;
    String chip = word.equals("Ascend310P") ? "310P3" : word.substring(NAME.length());
    return new Chip(chip, word, CardNames.of(name, name + "-memory", name + "-core"));
  }

  @Override
  public Vnpus completed(Vnpus names) {
    return names.with(Chip.completed(names.chips(), SECTION.chart().chips()));
  }

  @Override
  public Vnpus renamed(Vnpus names, ReferenceNames flags) {
    return names.with(names.chips().stream().map(chip -> renamed(chip, flags)).toList());
  }

  private static Chip renamed(Chip chip, ReferenceNames flags) {
    return flags
        .given(ReferenceFlag.MLU_RESOURCE_MEMORY_NAME)
        .filter(_ -> chip.names().count().equals(Optional.of(REFERENCE_COUNT)))
        .map(memory -> chip.with(chip.names().withMemory(memory)))
        .orElse(chip);
  }

  @Override
  public List<String> modes(CardProfile profile) {
    return Stream.of(Mode.values()).map(mode -> mode.word).toList();
  }

  /** HAMi has one mode for all cards of a Node, so the first card with a mode decides. */
  @Override
  public Vnpus chosen(Vnpus names, List<InventoryCard> cards) {
    return cards.stream()
        .flatMap(card -> card.mode().flatMap(Mode::of).stream())
        .findFirst()
        .map(mode -> new Vnpus(mode, names.coreScaling(), names.slots(), names.chips()))
        .orElse(names);
  }

  /**
   * An annotation for a mode that another writer has set overrides the configured mode, stays, and
   * is not written again.
   */
  @Override
  public List<CardFamily> families(Vnpus names, NodeFacts node, Hami hami) {
    boolean core = isOn(node, CORE, names.mode() == Mode.HAMI_CORE);
    boolean enpu = isOn(node, ENPU, names.mode() == Mode.ENPU);
    Map<String, String> modes = new HashMap<>();
    modes.put(CORE, Boolean.toString(core));
    if (enpu) {
      modes.put(ENPU, "true");
    }
    modes.keySet().removeAll(node.annotations().keySet());
    Sharing sharing =
        new Sharing(
            core || enpu,
            Math.round(PERCENT_A_CARD * names.coreScaling()),
            core ? names.slots() : OptionalInt.empty());
    return names.chips().stream().map(chip -> family(chip, sharing, modes)).toList();
  }

  private static boolean isOn(NodeFacts node, String annotation, boolean otherwise) {
    return node.annotation(annotation).map("true"::equals).orElse(otherwise);
  }

  /**
   * How the cards of one Node are shared.
   *
   * @param soft by percent of compute, not by templates
   * @param percent the compute that a made-up card advertises then
   * @param slots of a made-up card; empty: as many as the smallest template fits into it
   */
  private record Sharing(boolean soft, long percent, OptionalInt slots) {}

  private static CardFamily family(Chip chip, Sharing sharing, Map<String, String> modes) {
    CardNames names = chip.names();
    String word = chip.commonWord();
    Gate gate = Gate.notZero(names.count(), "resourceName for " + word);
    boolean soft = sharing.soft();
    return CardFamily.of(
            NAME,
            word,
            new Source.Described(gate, "hami.io/node-register-" + word, Encoding.JSON),
            Offer.some(
                names.count().map(Offer::slots).map(Offer::byVendor),
                names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, Offer.factor(names))),
                names.cores().filter(_ -> soft).map(name -> Offer.cores(name, Ascend::softCores))))
        .withholding(
            soft || names.cores().isEmpty() ? Map.of() : Map.of(names.cores().get(), HARD_MODE))
        .inspected(card -> Optional.of(card).filter(_ -> isOf(chip, card)))
        .made(
            Making.of(card -> made(card, chip, sharing))
                .annotations(_ -> modes)
                .handshake("hami.io/node-handshake-" + word, Handshake.Form.DOTTED)
                .binding(names.count(), word, soft ? SOFT_VIEW : HARD_VIEW));
  }

  private static long softCores(Card card) {
    return Math.max(PERCENT_A_CARD, card.cores());
  }

  /** The library reports the chip's own name, from which HAMi's word for it is not always built. */
  private static boolean isOf(Chip chip, Card card) {
    return card.type().equals(chip.commonWord()) || card.type().equals(NAME + chip.chipName());
  }

  /** The real plugin writes AI cores in hard mode, percent in soft mode (docs/vendors.md 1.2). */
  private static Card made(InventoryCard card, Chip chip, Sharing sharing) {
    int template = chip.slots().orElse(card.profile().slots());
    Card made = Making.card(card, card.id().toString(), sharing.slots().orElse(template), "");
    return sharing.soft()
        ? made.with(made.memoryMiB(), (int) Math.min(Integer.MAX_VALUE, sharing.percent()))
        : made;
  }

  @Override
  public List<CardFamily> reference(ReferenceNames flags) {
    return List.of(
        CardFamily.of(
            NAME,
            NAME,
            new Source.Counted(
                Gate.reference(REFERENCE_COUNT),
                slots -> slots / REFERENCE_SLOTS_A_CARD * REFERENCE_MEBIBYTES_A_CARD),
            List.of(
                Offer.memory(
                    flags.of(ReferenceFlag.MLU_RESOURCE_MEMORY_NAME),
                    Unit.MEBIBYTE,
                    SplitFactor.ONE))));
  }

  /**
   * The number of slots is how often the smallest template fits into the memory (docs/vendors.md
   * 5).
   */
  @Override
  public List<CardProfile> profiles() {
    return List.of(
        profile("ascend-910a", "910A", "Ascend910A", 32768, 30, 15),
        profile("ascend-910b2", "910B2", "Ascend910B2", 65536, 24, 8),
        profile("ascend-910b3", "910B3", "Ascend910B3", 65536, 20, 4),
        profile("ascend-910b4", "910B4", "Ascend910B4", 32768, 20, 4),
        profile("ascend-910b4-1", "910B4-1", "Ascend910B4-1", 65536, 20, 4),
        profile("ascend-310p", "310P3", "Ascend310P", 21527, 8, 7),
        profile("ascend-910c", "910C", "Ascend910C", 65536, 20, 4));
  }

  private static CardProfile profile(
      String name, String model, String word, int memoryMiB, int cores, int slots) {
    return new CardProfile(name, NAME, word, model, word, memoryMiB, cores, slots);
  }
}
