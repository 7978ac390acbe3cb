package io.hami.mock.discovery;

import io.hami.mock.model.ResourceName;

/**
 * The flags of the reference's command line that name a resource (docs/vendors.md 1.3). The
 * reference is the plugin that this one replaces. These flags were its only configuration, and no
 * new ones will be added.
 */
public enum ReferenceFlag {
  RESOURCE_MEM("resource-mem", "nvidia.com/gpumem"),
  RESOURCE_MEM_PERCENTAGE("resource-mem-percentage", "nvidia.com/gpumem-percentage"),
  RESOURCE_CORES("resource-cores", "nvidia.com/gpucores"),
  MLU_RESOURCE_NAME("mlu-resource-name", "cambricon.com/vmlu"),
  /** Names Ascend's memory, although its own name says MLU. */
  MLU_RESOURCE_MEMORY_NAME("mlu-resource-memory-name", "huawei.com/Ascend910-memory"),
  ILUVATAR_RESOURCE_NAME("iluvatar-resource-name", "iluvatar.ai/vgpu"),
  /** The resource is read from the Node and never served. */
  ILUVATAR_CORE_NAME("iluvatar-core-name", "iluvatar.ai/MR-V100.vCore");

  private final String flag;
  private final String byDefault;

  ReferenceFlag(String flag, String byDefault) {
    this.flag = flag;
    this.byDefault = byDefault;
  }

  /** The flag's name, without a dash. */
  public String flag() {
    return flag;
  }

  /** The resource that the flag names when it is not given. */
  public ResourceName byDefault() {
    return ResourceName.parse(byDefault);
  }
}
