package io.hami.mock.discovery;

import io.hami.mock.annotation.CardCodec;
import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Decoded;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.annotation.PairScores;
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
import io.hami.mock.model.Notice;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * NVIDIA (docs/vendors.md 1.2): memory, compute and percent of memory of all cards, MIG cards
 * included.
 *
 * <p>Choices: the configured name is served as a whole. The mock that this plugin replaces keeps
 * the part after the {@code /} and puts {@code nvidia.com} before it, which breaks configured
 * domains. Without a device config, JSON is read as well as text, although the reference read
 * 7-field text only: HAMi has written only JSON since v2.8.
 */
@Singleton
public final class Nvidia extends Vendor<Nvidia.Names> {
  /**
   * The {@code nvidia} section.
   *
   * @param cards count, memory and cores
   * @param memoryPercentage resourceMemoryPercentageName
   * @param scaling deviceSplitCount, deviceMemoryScaling, deviceCoreScaling
   * @param mig migProfileAllowlist
   */
  public record Names(
      CardNames cards, Optional<ResourceName> memoryPercentage, Scaling scaling, MigProfiles mig) {
    /** Names with the chart's scaling. */
    public Names(CardNames cards, Optional<ResourceName> memoryPercentage) {
      this(cards, memoryPercentage, Scaling.CHART, MigProfiles.OF_MEMORY);
    }
  }

  /**
   * How NVIDIA's plugin advertises more than its cards have (docs/vendors.md 5). It is applied only
   * to cards that no plugin has described yet.
   *
   * @param splitCount how many tasks may share a card, at least 1
   */
  public record Scaling(int splitCount, double memory, double cores) {
    /** The values of HAMi's chart. */
    public static final Scaling CHART = new Scaling(10, 1, 1);

    /**
     * Memory scaled as HAMi's plugin does it: in binary floating point, cut off, and not at all for
     * exactly 1; so 24564 MiB by 1.1 are 27020.
     */
    int memory(int mebibytes) {
      return memory == 1 ? mebibytes : cut(mebibytes * memory);
    }

    /** Percent of a card's compute: 0.57 gives 56. */
    int percent() {
      return cut(cores * 100);
    }

    private static int cut(double value) {
      return (int) Math.max(0, value);
    }
  }

  private static final String NAME = "NVIDIA";
  private static final String CARDS = "hami.io/node-nvidia-register";
  private static final String SCORES = "hami.io/node-nvidia-score";
  private static final int PERCENT_A_CARD = 100;

  /**
   * Scores grow with the square of the number of cards; those of more cards do not fit on a Node.
   */
  private static final int MAX_SCORED = 64;

  private static final String USUAL_MODE = "hami-core";
  private static final String MIG = "mig";
  private static final DeviceSection<Names> SECTION =
      DeviceSection.of(
          "nvidia",
          Nvidia::read,
          new Names(
              CardNames.of("nvidia.com/gpu", "nvidia.com/gpumem", "nvidia.com/gpucores"),
              CardNames.name("nvidia.com/gpumem-percentage")));
  private static final List<Variable> VIEW =
      List.of(
          new Variable.Ids("NVIDIA_VISIBLE_DEVICES"),
          new Variable.MemoryOfEach("CUDA_DEVICE_MEMORY_LIMIT_"),
          new Variable.Cores("CUDA_DEVICE_SM_LIMIT"));
  private static final Variable OVERSUBSCRIBED =
      new Variable.Constant("CUDA_OVERSUBSCRIBE", "true");

  public Nvidia() {
    super(NAME, SECTION);
  }

  private static Names read(Section section) {
    CardNames cards = CardNames.countRead(section).withFactorOf(section);
    Optional<ResourceName> percentage = section.serves("resourceMemoryPercentageName");
    Stream.of("resourcePriorityName", "gpuCorePolicy", "libCudaLogLevel", "runtimeClassName")
        .forEach(section::text);
    Stream.of("enableNumaTopology", "overwriteEnv", "disableCoreLimit").forEach(section::bool);
    Stream.of("defaultMemory", "defaultCores", "defaultGPUNum").forEach(section::int32);
    section.int64("preConfiguredDeviceMemory");
    section.list("knownMigGeometries", Nvidia::migGeometries);
    MigProfiles mig = new MigProfiles(section.list("migProfileAllowlist", Nvidia::allowed));
    return new Names(cards, percentage, scaling(section), mig);
  }

  /**
   * For a value that is impossible for cards, HAMi's default is used. Cards that a plugin has
   * described do not use these values.
   */
  private static Scaling scaling(Section section) {
    int split =
        section
            .uint("deviceSplitCount")
            .filter(count -> count.signum() > 0 && count.bitLength() < Integer.SIZE)
            .map(BigInteger::intValueExact)
            .orElse(Scaling.CHART.splitCount());
    return new Scaling(
        split,
        section.real("deviceMemoryScaling").filter(Nvidia::scales).orElse(1.0),
        section.real("deviceCoreScaling").filter(Nvidia::scales).orElse(1.0));
  }

  private static boolean scales(double factor) {
    return factor > 0 && Double.isFinite(factor);
  }

  private static boolean migGeometries(Section section) {
    section.listOfTexts("models");
    section.listOfLists("allowedGeometries", Nvidia::migInstance);
    return true;
  }

  private static boolean migInstance(Section section) {
    section.text("name");
    Stream.of("core", "memory", "count").forEach(section::int32);
    return true;
  }

  private static MigProfiles.Allowed allowed(Section section) {
    return new MigProfiles.Allowed(section.listOfTexts("models"), section.listOfTexts("profiles"));
  }

  @Override
  public Names renamed(Names names, ReferenceNames flags) {
    CardNames cards = names.cards();
    cards = flags.given(ReferenceFlag.RESOURCE_MEM).map(cards::withMemory).orElse(cards);
    cards = flags.given(ReferenceFlag.RESOURCE_CORES).map(cards::withCores).orElse(cards);
    return new Names(
        cards,
        flags.given(ReferenceFlag.RESOURCE_MEM_PERCENTAGE).or(names::memoryPercentage),
        names.scaling(),
        names.mig());
  }

  @Override
  public List<CardFamily> families(Names names, NodeFacts node, Hami hami) {
    Optional<ResourceName> count = names.cards().count();
    Scaling scaling = names.scaling();
    MigProfiles mig = names.mig();
    return List.of(
        CardFamily.of(
                NAME,
                NAME,
                new Source.Described(
                    Gate.notZero(count, "nvidia.resourceCountName"),
                    CARDS,
                    CardCodec.of(
                        Nvidia::local, cards -> CardTexts.json(cards, "", _ -> Map.of(), mig::of)),
                    Nvidia::unreadableScores),
                Stream.concat(
                        count.map(Offer::slots).map(Offer::byVendor).stream(),
                        offers(names).stream())
                    .toList())
            .inspected(card -> Optional.of(scaled(card, scaling)))
            .made(
                Making.of(card -> made(card, scaling, mig))
                    .annotations(cards -> hami.scores() ? scores(cards) : Map.of())
                    // HAMi's plugin has written no handshake since v2.8. Up to v2.7 the scheduler
                    // forgets a node without one, and later schedulers accept it too
                    // (docs/vendors.md 4.3).
                    .handshake("hami.io/node-handshake", Handshake.Form.GO)
                    .binding(count, "vgpu", view(scaling))));
  }

  /** Cards of the mode remote are in another machine, so this Node has none of their resources. */
  private static Decoded local(String value) {
    return switch (Encoding.JSON_OR_TEXT.decode(value)) {
      case Decoded.Cards(List<Card> cards) ->
          new Decoded.Cards(cards.stream().filter(card -> !card.mode().equals("remote")).toList());
      case Decoded.Malformed malformed -> malformed;
    };
  }

  /** HAMi has written and read JSON only since v2.8; an older scheduler reads text (2.2). */
  @Override
  public Optional<Notice> outdated(NodeFacts node) {
    return node.annotation(CARDS)
        .filter(Encoding::isText)
        .map(
            _ ->
                new Notice(
                    Notice.Kind.ANNOTATION_OUTDATED,
                    "the annotation %s has the text form, which HAMi's scheduler reads up to v2.7 only: from v2.8 on it finds no card on this Node; write JSON, as in %s"
                        .formatted(
                            CARDS,
                            "[{\"id\":\"GPU-1\",\"count\":10,\"devmem\":16384,\"devcore\":100,"
                                + "\"type\":\"NVIDIA-Tesla T4\",\"health\":true}]")));
  }

  /** The resources that the vendor's own plugin does not serve. */
  private static List<Offer> offers(Names names) {
    CardNames cards = names.cards();
    return Offer.some(
        cards.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, Offer.factor(cards))),
        cards.cores().map(name -> Offer.cores(name, Card::cores)),
        names.memoryPercentage().map(name -> Offer.percentOfMemory(name, PERCENT_A_CARD)));
  }

  /**
   * HAMi's scheduler rejects all cards of a node whose scores it cannot read (docs/vendors.md 4.4).
   */
  private static Optional<Reason> unreadableScores(NodeFacts node) {
    return node.annotation(SCORES)
        .flatMap(PairScores::check)
        .map(malformed -> Source.Described.unreadable(SCORES, malformed));
  }

  private static Map<String, String> scores(List<Card> cards) {
    return cards.size() <= MAX_SCORED ? Map.of(SCORES, CardTexts.pairScores(cards)) : Map.of();
  }

  private static ContainerView view(Scaling scaling) {
    return new ContainerView(
        scaling.memory() > 1
            ? Stream.concat(VIEW.stream(), Stream.of(OVERSUBSCRIBED)).toList()
            : VIEW);
  }

  /** A MIG card has a slot for each of its smallest instances, not the configured split count. */
  private static Card made(InventoryCard card, Scaling scaling, MigProfiles mig) {
    String mode = card.mode().orElse(USUAL_MODE);
    Card made = Making.card(card, "GPU-" + card.id(), scaling.splitCount(), mode);
    return mode.equals(MIG)
        ? Making.card(card, made.id(), mig.instances(made), mode)
        : scaled(made, scaling);
  }

  @Override
  public List<String> modes(CardProfile profile) {
    return MigProfiles.canDivide(profile.type())
        ? List.of(USUAL_MODE, MIG, "mps")
        : List.of(USUAL_MODE, "mps");
  }

  /** MIG cards are not scaled (docs/vendors.md 5). */
  private static Card scaled(Card card, Scaling scaling) {
    return card.mode().equals(MIG)
        ? card
        : card.with(
            scaling.memory(card.memoryMiB()),
            scaling.cores() == 1 ? card.cores() : scaling.percent());
  }

  @Override
  public List<CardFamily> reference(ReferenceNames flags) {
    Names names =
        new Names(
            new CardNames(
                Optional.empty(),
                Optional.of(flags.of(ReferenceFlag.RESOURCE_MEM)),
                Optional.of(flags.of(ReferenceFlag.RESOURCE_CORES)),
                1),
            Optional.of(flags.of(ReferenceFlag.RESOURCE_MEM_PERCENTAGE)));
    CardCodec codec = CardCodec.of(Nvidia::local, Encoding.JSON_OR_TEXT::encode);
    return List.of(CardFamily.of(NAME, NAME, new Source.Described(CARDS, codec), offers(names)));
  }

  /**
   * A model's type is the name that its driver gives; HAMi's plugin puts {@code NVIDIA-} before
   * names of older models.
   */
  @Override
  public List<CardProfile> profiles() {
    return List.of(
        profile("nvidia-k80", "Tesla K80", 11441, "NVIDIA-Tesla-K80"),
        profile("nvidia-p4", "Tesla P4", 7680, "NVIDIA-Tesla P4"),
        profile("nvidia-p40", "Tesla P40", 23040, "NVIDIA-Tesla P40"),
        profile("nvidia-p100-16gb", "Tesla P100-PCIE-16GB", 16384, "NVIDIA-Tesla P100-PCIE-16GB"),
        profile("nvidia-t4", "Tesla T4", 15360, "NVIDIA-Tesla T4"),
        profile("nvidia-v100-16gb", "Tesla V100-SXM2-16GB", 16384, "NVIDIA-Tesla V100-SXM2-16GB"),
        profile("nvidia-v100-32gb", "Tesla V100-PCIE-32GB", 32768, "NVIDIA-Tesla V100-PCIE-32GB"),
        profile("nvidia-gtx-1050", "GeForce GTX 1050", 4096),
        profile("nvidia-rtx-2080-ti", "GeForce RTX 2080 Ti", 11264),
        profile("nvidia-rtx-3090", "GeForce RTX 3090", 24576),
        profile("nvidia-rtx-4090", "GeForce RTX 4090", 24564),
        profile("nvidia-rtx-4090-d", "GeForce RTX 4090 D", 24564),
        profile("nvidia-rtx-5080", "GeForce RTX 5080", 16303),
        profile("nvidia-rtx-5090", "GeForce RTX 5090", 32607),
        profile("nvidia-rtx-a6000", "RTX A6000", 49140),
        profile("nvidia-rtx-6000-ada", "RTX 6000 Ada Generation", 49140),
        profile("nvidia-rtx-pro-6000", "RTX PRO 6000 Blackwell Server Edition", 97887),
        profile("nvidia-a2", "A2", 15356),
        profile("nvidia-a10", "A10", 23028),
        profile("nvidia-a16", "A16", 15356),
        profile("nvidia-a30", "A30", 24576),
        profile("nvidia-a40", "A40", 46068),
        profile("nvidia-a100-40gb", "A100-SXM4-40GB", 40960),
        profile("nvidia-a100-80gb", "A100-SXM4-80GB", 81920),
        profile("nvidia-a100-80gb-pcie", "A100 80GB PCIe", 81920),
        profile("nvidia-a800-80gb", "A800-SXM4-80GB", 81920),
        profile("nvidia-l4", "L4", 23034),
        profile("nvidia-l20", "L20", 46068),
        profile("nvidia-l40", "L40", 46068),
        profile("nvidia-l40s", "L40S", 46068),
        profile("nvidia-h20", "H20", 97871),
        profile("nvidia-h20-3e", "H20-3e", 143771),
        profile("nvidia-h100-80gb", "H100 80GB HBM3", 81559),
        profile("nvidia-h100-80gb-pcie", "H100 PCIe", 81559),
        profile("nvidia-h100-nvl", "H100 NVL", 95830),
        profile("nvidia-h200", "H200", 143771),
        profile("nvidia-h200-nvl", "H200 NVL", 143771),
        profile("nvidia-h800", "H800", 81559),
        profile("nvidia-gh200", "GH200 480GB", 97871),
        profile("nvidia-b200", "B200", 183359),
        profile("nvidia-b300", "B300 SXM6 AC", 275040),
        profile("nvidia-gb200", "GB200", 189471),
        profile("nvidia-gb300", "GB300", 284208),
        profile("nvidia-gb10", "GB10 (DGX Spark)", 131072, "NVIDIA GB10"));
  }

  /** A model whose driver puts {@code NVIDIA} before its name. */
  private static CardProfile profile(String name, String model, int memoryMiB) {
    return profile(name, model, memoryMiB, "NVIDIA " + model);
  }

  private static CardProfile profile(String name, String model, int memoryMiB, String type) {
    return new CardProfile(
        name, NAME, NAME, model, type, memoryMiB, 100, Scaling.CHART.splitCount());
  }
}
