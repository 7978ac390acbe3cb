package io.hami.mock.config;

import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.DeviceConfig.Chip;
import io.hami.mock.config.DeviceConfig.Enflame;
import io.hami.mock.config.DeviceConfig.Kunlun;
import io.hami.mock.config.DeviceConfig.Metax;
import io.hami.mock.config.DeviceConfig.Nvidia;
import io.hami.mock.config.DeviceConfig.Vnpus;
import io.hami.mock.model.ResourceName;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads HAMi's {@code device-config.yaml}: the keys of vendors 3.1 by the rules of 3.2, so that
 * this plugin and HAMi's scheduler take the same numbers from the same file. Keys that only others
 * act on are checked for their type all the same, because a mismatch anywhere ends the scheduler.
 */
public final class DeviceConfigParser {
  private static final String COUNT = "resourceCountName";
  private static final String MEMORY = "resourceMemoryName";
  private static final String CORES = "resourceCoreName";
  private static final String VIRTUAL_COUNT = "resourceVCountName";
  private static final String VIRTUAL_MEMORY = "resourceVMemoryName";
  private static final String FACTOR = "memoryFactor";

  /** More tasks than anybody has ever wanted on a card. */
  private static final int MOST_SLOTS = 1_000_000;

  private DeviceConfigParser() {}

  /**
   * Parses {@code yaml}; never throws. An empty file is {@link DeviceConfig#EMPTY}. Every problem
   * is found, not only the first; unknown and repeated keys, and values that are read otherwise
   * than they look, are warnings.
   */
  public static Parsed<DeviceConfig> parse(String yaml) {
    Findings findings = new Findings();
    DeviceConfig config =
        YamlDocument.read(yaml, findings)
            .filter(node -> !Found.isNull(node))
            .map(node -> root(node, findings))
            .orElse(DeviceConfig.EMPTY);
    return findings.conclude(config);
  }

  private static DeviceConfig root(Node node, Findings findings) {
    if (!(node instanceof MappingNode mapping)) {
      findings.problem(
          new Findings.Place("", Optional.of(node.getStartMark())),
          "a mapping of sections (nvidia, vnpus, ...) was expected, found " + Found.describe(node));
      return DeviceConfig.EMPTY;
    }
    Section root = new Section("", mapping, findings);
    DeviceConfig config =
        new DeviceConfig(
            root.section("nvidia", DeviceConfigParser::nvidia),
            vnpus(root),
            root.section("hygon", DeviceConfigParser::hygon),
            root.section("cambricon", DeviceConfigParser::countServed),
            root.list("iluvatars", DeviceConfigParser::iluvatar),
            root.section("kunlun", DeviceConfigParser::kunlun),
            root.section("amd", DeviceConfigParser::amd),
            root.section("metax", DeviceConfigParser::metax),
            root.section("enflame", DeviceConfigParser::enflame),
            root.section("mthreads", DeviceConfigParser::countServed),
            root.section("awsneuron", DeviceConfigParser::awsneuron),
            root.section("vastai", DeviceConfigParser::countOnly),
            root.section("biren", DeviceConfigParser::countOnly));
    root.close();
    return config;
  }

  private static Nvidia nvidia(Section section) {
    CardNames names =
        new CardNames(
            section.reads(COUNT),
            section.serves(MEMORY),
            section.serves(CORES),
            section.factor(FACTOR));
    Optional<ResourceName> percentage = section.serves("resourceMemoryPercentageName");
    each(section::text, "resourcePriorityName", "gpuCorePolicy", "libCudaLogLevel");
    each(section::text, "runtimeClassName");
    each(section::bool, "enableNumaTopology", "overwriteEnv", "disableCoreLimit");
    each(section::int32, "defaultMemory", "defaultCores", "defaultGPUNum");
    section.int64("preConfiguredDeviceMemory");
    Scaling scaling = scaling(section);
    section.list("knownMigGeometries", DeviceConfigParser::migGeometries);
    section.list("migProfileAllowlist", DeviceConfigParser::migProfiles);
    return new Nvidia(names, percentage, scaling);
  }

  /** What makes no sense for cards means HAMi's default; only cards that are made up have it. */
  private static Scaling scaling(Section section) {
    int split =
        section
            .uint("deviceSplitCount")
            .filter(count -> count.signum() > 0 && count.bitLength() < Integer.SIZE)
            .map(BigInteger::intValueExact)
            .orElse(Scaling.CHART.splitCount());
    return new Scaling(
        split,
        section.real("deviceMemoryScaling").filter(DeviceConfigParser::scales).orElse(1.0),
        section.real("deviceCoreScaling").filter(DeviceConfigParser::scales).orElse(1.0));
  }

  private static boolean scales(double factor) {
    return factor > 0 && Double.isFinite(factor);
  }

  private static boolean migGeometries(Section section) {
    section.listOfTexts("models");
    section.listOfLists("allowedGeometries", DeviceConfigParser::migInstance);
    return true;
  }

  private static boolean migInstance(Section section) {
    section.text("name");
    each(section::int32, "core", "memory", "count");
    return true;
  }

  private static boolean migProfiles(Section section) {
    section.listOfTexts("models");
    section.listOfTexts("profiles");
    return true;
  }

  /** Both forms: nested since HAMi v2.9, a bare list up to v2.8. */
  private static Vnpus vnpus(Section root) {
    return switch (root.value("vnpus").orElse(null)) {
      case null -> DeviceConfig.EMPTY.vnpus();
      case SequenceNode _ -> {
        root.findings()
            .warning(
                root.place("vnpus"),
                "a bare list is the form of HAMi v2.8 and older; soft mode is off with it");
        yield new Vnpus(false, root.list("vnpus", DeviceConfigParser::vnpu));
      }
      case MappingNode _ ->
          root.section("vnpus", DeviceConfigParser::nestedVnpus).orElse(DeviceConfig.EMPTY.vnpus());
      case Node other -> {
        root.findings()
            .problem(
                root.place("vnpus"),
                "a mapping with hamiVnpuCore (true or false) and configs (a list of chips), or a"
                    + " bare list of chips as up to HAMi v2.8, was expected, found "
                    + Found.describe(other));
        yield DeviceConfig.EMPTY.vnpus();
      }
    };
  }

  private static Vnpus nestedVnpus(Section section) {
    return new Vnpus(
        section.bool("hamiVnpuCore").orElse(false),
        section.list("configs", DeviceConfigParser::vnpu));
  }

  private static Chip vnpu(Section section) {
    CardNames names =
        new CardNames(
            section.reads("resourceName"),
            section.serves(MEMORY),
            section.serves(CORES),
            section.factor(FACTOR));
    section.int64("memoryCapacity");
    each(section::int32, "aiCore", "aiCPU");
    each(section::bool, "overwriteEnv", "superPod");
    section.text("runtimeClassName");
    Chip chip = chip(section, names);
    return new Chip(chip.chipName(), chip.commonWord(), names, slots(section));
  }

  /** As many as the smallest template goes into the memory (vendors 5, VDeviceCount). */
  private static OptionalInt slots(Section section) {
    Optional<BigInteger> memory = section.int64("memoryAllocatable").filter(m -> m.signum() > 0);
    Optional<BigInteger> smallest =
        section.list("templates", DeviceConfigParser::vnpuTemplate).stream()
            .flatMap(Optional::stream)
            .filter(template -> template.signum() > 0)
            .min(Comparator.naturalOrder());
    return memory.isPresent() && smallest.isPresent()
        ? OptionalInt.of(
            memory.get().divide(smallest.get()).min(BigInteger.valueOf(MOST_SLOTS)).intValueExact())
        : OptionalInt.empty();
  }

  private static Optional<BigInteger> vnpuTemplate(Section section) {
    section.text("name");
    each(section::int32, "aiCore", "aiCPU");
    return section.int64("memory");
  }

  private static Chip iluvatar(Section section) {
    return chip(
        section,
        new CardNames(section.serves(COUNT), section.serves(MEMORY), section.serves(CORES), 1));
  }

  private static Chip chip(Section section, CardNames names) {
    String commonWord = section.text("commonWord").orElse("");
    if (commonWord.isEmpty()) {
      section
          .findings()
          .problem(
              section.place(),
              "commonWord is missing: without it the chip's annotation has no name");
    }
    return new Chip(section.text("chipName").orElse(""), commonWord, names);
  }

  private static CardNames hygon(Section section) {
    return new CardNames(
        section.reads(COUNT),
        section.serves(MEMORY),
        section.serves(CORES),
        section.factor(FACTOR));
  }

  private static CardNames amd(Section section) {
    return new CardNames(section.reads(COUNT), section.serves(MEMORY), section.serves(CORES), 1);
  }

  /** Vendors whose own plugin serves memory and cores (the capacity family of vendors 1.1). */
  private static CardNames countServed(Section section) {
    return new CardNames(section.serves(COUNT), section.reads(MEMORY), section.reads(CORES), 1);
  }

  private static CardNames awsneuron(Section section) {
    return new CardNames(section.reads(COUNT), Optional.empty(), section.serves(CORES), 1);
  }

  private static CardNames countOnly(Section section) {
    return new CardNames(section.serves(COUNT), Optional.empty(), Optional.empty(), 1);
  }

  private static Kunlun kunlun(Section section) {
    return new Kunlun(
        section.reads(COUNT), section.serves(VIRTUAL_COUNT), section.serves(VIRTUAL_MEMORY));
  }

  private static Metax metax(Section section) {
    section.bool("sgpuTopologyAware");
    return new Metax(
        section.reads(COUNT),
        new CardNames(
            section.serves(VIRTUAL_COUNT),
            section.serves(VIRTUAL_MEMORY),
            section.serves("resourceVCoreName"),
            1));
  }

  private static Enflame enflame(Section section) {
    section.text("resourceNameVGCUPercentage");
    boolean legacy =
        section.text("resourceNameDRSGCU").orElse("").isEmpty()
            && !section.text("resourceNameVGCU").orElse("").isEmpty();
    return new Enflame(
        section.reads("resourceNameGCU"),
        new CardNames(
            legacy
                ? section.serves("resourceNameVGCU")
                : section.servesOr("resourceNameDRSGCU", "enflame.com/drs-gcu"),
            section.servesOr("resourceNameGCUMemory", "enflame.com/gcu-memory"),
            section.servesOr("resourceNameGCUCore", "enflame.com/gcu-core"),
            1));
  }

  /** Keys whose type is checked and whose value this plugin does not use. */
  private static void each(Consumer<String> check, String... keys) {
    List.of(keys).forEach(check);
  }
}
