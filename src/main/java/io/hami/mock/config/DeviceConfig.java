package io.hami.mock.config;

import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * HAMi's {@code device-config.yaml}, as far as this plugin acts on it. A vendor whose section is
 * missing serves nothing; so does a resource whose name is missing or empty (vendors 3.2).
 */
public record DeviceConfig(
    Optional<Nvidia> nvidia,
    Vnpus vnpus,
    Optional<CardNames> hygon,
    Optional<CardNames> cambricon,
    List<Chip> iluvatars,
    Optional<Kunlun> kunlun,
    Optional<CardNames> amd,
    Optional<Metax> metax,
    Optional<Enflame> enflame,
    Optional<CardNames> mthreads,
    Optional<CardNames> awsneuron,
    Optional<CardNames> vastai,
    Optional<CardNames> biren)
    implements Form {
  public DeviceConfig {
    iluvatars = List.copyOf(iluvatars);
  }

  /** Nothing configured. */
  public static final DeviceConfig EMPTY =
      new DeviceConfig(
          Optional.empty(),
          new Vnpus(false, List.of()),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * The names most vendors have.
   *
   * @param count resourceCountName
   * @param memory resourceMemoryName
   * @param cores resourceCoreName
   * @param memoryFactor at least 1; 1 where the file says 0, less, or nothing, as HAMi's scheduler
   *     takes it
   */
  public record CardNames(
      Optional<ResourceName> count,
      Optional<ResourceName> memory,
      Optional<ResourceName> cores,
      int memoryFactor) {
    CardNames withCount(ResourceName name) {
      return new CardNames(Optional.of(name), memory, cores, memoryFactor);
    }

    CardNames withMemory(ResourceName name) {
      return new CardNames(count, Optional.of(name), cores, memoryFactor);
    }

    CardNames withCores(ResourceName name) {
      return new CardNames(count, memory, Optional.of(name), memoryFactor);
    }
  }

  /**
   * The {@code nvidia} section.
   *
   * @param names count, memory and cores
   * @param memoryPercentage resourceMemoryPercentageName
   * @param scaling deviceSplitCount, deviceMemoryScaling, deviceCoreScaling
   */
  public record Nvidia(CardNames names, Optional<ResourceName> memoryPercentage, Scaling scaling) {
    /** As the chart scales. */
    public Nvidia(CardNames names, Optional<ResourceName> memoryPercentage) {
      this(names, memoryPercentage, Scaling.CHART);
    }
  }

  /**
   * One entry of {@code vnpus} or {@code iluvatars}.
   *
   * @param chipName the vendor's name of the chip
   * @param commonWord the word that the chip's annotations and resources are built with
   * @param slots how many tasks may share a card: memoryAllocatable by the smallest template's
   *     memory; empty where the file does not have both
   */
  public record Chip(String chipName, String commonWord, CardNames names, OptionalInt slots) {
    /** A chip whose slots the file leaves open. */
    public Chip(String chipName, String commonWord, CardNames names) {
      this(chipName, commonWord, names, OptionalInt.empty());
    }

    Chip with(CardNames names) {
      return new Chip(chipName, commonWord, names, slots);
    }
  }

  /**
   * The {@code vnpus} section, from its nested form (HAMi v2.9 and later) or its flat one (a bare
   * list; soft mode off).
   *
   * @param softMode hamiVnpuCore, which a node's annotation {@code hami-vnpu-core} overrides
   */
  public record Vnpus(boolean softMode, List<Chip> chips) {
    public Vnpus {
      chips = List.copyOf(chips);
    }
  }

  /**
   * The {@code kunlun} section.
   *
   * @param count whole cards, read only
   * @param virtualCount resourceVCountName
   * @param virtualMemory resourceVMemoryName
   */
  public record Kunlun(
      Optional<ResourceName> count,
      Optional<ResourceName> virtualCount,
      Optional<ResourceName> virtualMemory) {}

  /**
   * The {@code metax} section.
   *
   * @param count whole cards, read only
   * @param virtual the sGPU names: resourceVCountName, resourceVMemoryName, resourceVCoreName
   */
  public record Metax(Optional<ResourceName> count, CardNames virtual) {}

  /**
   * The {@code enflame} section. Names that the file leaves out have HAMi's defaults: the DRS name
   * falls back to the legacy resourceNameVGCU and then to {@code enflame.com/drs-gcu}.
   *
   * @param count whole cards, read only
   * @param drs the DRS names: resourceNameDRSGCU, resourceNameGCUMemory, resourceNameGCUCore
   */
  public record Enflame(Optional<ResourceName> count, CardNames drs) {}
}
