package io.hami.mock.config;

import io.hami.mock.model.ResourceName;

/**
 * The names of the seed's command line, in force when there is no {@code device-config.yaml}; the
 * defaults are its own.
 *
 * @param nvidiaMemory {@code -resource-mem}
 * @param nvidiaMemoryPercentage {@code -resource-mem-percentage}
 * @param nvidiaCores {@code -resource-cores}
 * @param cambriconCount {@code -mlu-resource-name}
 * @param ascendMemory {@code -mlu-resource-memory-name}, which names Ascend's memory in spite of
 *     its own name
 * @param iluvatarCount {@code -iluvatar-resource-name}
 * @param iluvatarCores {@code -iluvatar-core-name}: read from the Node, never served
 */
public record SeedNames(
    ResourceName nvidiaMemory,
    ResourceName nvidiaMemoryPercentage,
    ResourceName nvidiaCores,
    ResourceName cambriconCount,
    ResourceName ascendMemory,
    ResourceName iluvatarCount,
    ResourceName iluvatarCores)
    implements Form {
  public static final SeedNames DEFAULTS =
      new SeedNames(
          new ResourceName("nvidia.com", "gpumem"),
          new ResourceName("nvidia.com", "gpumem-percentage"),
          new ResourceName("nvidia.com", "gpucores"),
          new ResourceName("cambricon.com", "vmlu"),
          new ResourceName("huawei.com", "Ascend910-memory"),
          new ResourceName("iluvatar.ai", "vgpu"),
          new ResourceName("iluvatar.ai", "MR-V100.vCore"));
}
