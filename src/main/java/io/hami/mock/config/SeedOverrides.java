package io.hami.mock.config;

import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.DeviceConfig.Chip;
import io.hami.mock.config.DeviceConfig.Nvidia;
import io.hami.mock.config.DeviceConfig.Vnpus;
import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The seed's flags that were given on the command line; each beats a {@code device-config.yaml} for
 * its one name (design decision 10). A flag whose section or chip the file does not have changes
 * nothing.
 *
 * @param names the names of all flags, given or not
 * @param given the flags that were given
 */
public record SeedOverrides(SeedNames names, Set<SeedFlag> given) {
  /** The one chip that the seed knows: its gate is fixed (vendors 1.1). */
  private static final ResourceName SEED_ASCEND = new ResourceName("huawei.com", "Ascend910");

  public static final SeedOverrides NONE = new SeedOverrides(SeedNames.DEFAULTS, Set.of());

  public SeedOverrides {
    given = Set.copyOf(given);
  }

  /** {@code config} with the given names in it. */
  public DeviceConfig applyTo(DeviceConfig config) {
    return new DeviceConfig(
        config.nvidia().map(this::nvidia),
        new Vnpus(config.vnpus().softMode(), each(config.vnpus().chips(), this::ascend)),
        config.hygon(),
        config.cambricon().map(this::cambricon),
        each(config.iluvatars(), this::iluvatar),
        config.kunlun(),
        config.amd(),
        config.metax(),
        config.enflame(),
        config.mthreads(),
        config.awsneuron(),
        config.vastai(),
        config.biren());
  }

  private Nvidia nvidia(Nvidia nvidia) {
    CardNames cards = nvidia.names();
    cards = name(SeedFlag.RESOURCE_MEM).map(cards::withMemory).orElse(cards);
    cards = name(SeedFlag.RESOURCE_CORES).map(cards::withCores).orElse(cards);
    return new Nvidia(
        cards,
        name(SeedFlag.RESOURCE_MEM_PERCENTAGE).or(nvidia::memoryPercentage),
        nvidia.scaling());
  }

  private Chip ascend(Chip chip) {
    return chip.names().count().equals(Optional.of(SEED_ASCEND))
        ? name(SeedFlag.MLU_RESOURCE_MEMORY_NAME)
            .map(memory -> chip.with(chip.names().withMemory(memory)))
            .orElse(chip)
        : chip;
  }

  private CardNames cambricon(CardNames cards) {
    return name(SeedFlag.MLU_RESOURCE_NAME).map(cards::withCount).orElse(cards);
  }

  /** The seed counts from one chip's cores, so the chip with those cores is the one it means. */
  private Chip iluvatar(Chip chip) {
    return chip.names().cores().equals(Optional.of(names.iluvatarCores()))
        ? name(SeedFlag.ILUVATAR_RESOURCE_NAME)
            .map(count -> chip.with(chip.names().withCount(count)))
            .orElse(chip)
        : chip;
  }

  private Optional<ResourceName> name(SeedFlag flag) {
    return given.contains(flag) ? Optional.of(flag.in(names)) : Optional.empty();
  }

  private static List<Chip> each(List<Chip> chips, UnaryOperator<Chip> change) {
    return chips.stream().map(change).toList();
  }
}
