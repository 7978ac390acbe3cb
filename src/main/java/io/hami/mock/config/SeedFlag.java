package io.hami.mock.config;

import io.hami.mock.model.ResourceName;
import java.util.Map;
import java.util.function.Function;

/** The flags of the seed's command line that name a resource (vendors 1.3). */
public enum SeedFlag {
  RESOURCE_MEM("resource-mem"),
  RESOURCE_MEM_PERCENTAGE("resource-mem-percentage"),
  RESOURCE_CORES("resource-cores"),
  MLU_RESOURCE_NAME("mlu-resource-name"),
  MLU_RESOURCE_MEMORY_NAME("mlu-resource-memory-name"),
  ILUVATAR_RESOURCE_NAME("iluvatar-resource-name"),
  ILUVATAR_CORE_NAME("iluvatar-core-name");

  private final String flag;

  SeedFlag(String flag) {
    this.flag = flag;
  }

  /** The flag's name, without a dash. */
  public String flag() {
    return flag;
  }

  /** The resource that this flag names. */
  public ResourceName in(SeedNames names) {
    return switch (this) {
      case RESOURCE_MEM -> names.nvidiaMemory();
      case RESOURCE_MEM_PERCENTAGE -> names.nvidiaMemoryPercentage();
      case RESOURCE_CORES -> names.nvidiaCores();
      case MLU_RESOURCE_NAME -> names.cambriconCount();
      case MLU_RESOURCE_MEMORY_NAME -> names.ascendMemory();
      case ILUVATAR_RESOURCE_NAME -> names.iluvatarCount();
      case ILUVATAR_CORE_NAME -> names.iluvatarCores();
    };
  }

  /** The seed's names, with the {@code given} ones in place of the defaults. */
  public static SeedNames names(Map<SeedFlag, ResourceName> given) {
    Function<SeedFlag, ResourceName> name =
        flag -> given.getOrDefault(flag, flag.in(SeedNames.DEFAULTS));
    return new SeedNames(
        name.apply(RESOURCE_MEM),
        name.apply(RESOURCE_MEM_PERCENTAGE),
        name.apply(RESOURCE_CORES),
        name.apply(MLU_RESOURCE_NAME),
        name.apply(MLU_RESOURCE_MEMORY_NAME),
        name.apply(ILUVATAR_RESOURCE_NAME),
        name.apply(ILUVATAR_CORE_NAME));
  }
}
