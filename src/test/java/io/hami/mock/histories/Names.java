package io.hami.mock.histories;

import io.hami.mock.model.ResourceName;
import java.util.List;

/** The resource names of the histories. */
final class Names {
  /** Cards of NVIDIA, described by an annotation or made up. */
  static final ResourceName GPU = ResourceName.parse("nvidia.com/gpu");

  static final ResourceName MEMORY = ResourceName.parse("nvidia.com/gpumem");
  static final ResourceName CORES = ResourceName.parse("nvidia.com/gpucores");
  static final ResourceName PERCENT = ResourceName.parse("nvidia.com/gpumem-percentage");

  /** Cards of AMD, found as hardware. */
  static final ResourceName AMD_MEMORY = ResourceName.parse("amd.com/gpumem");

  /** A number of the own config. */
  static final ResourceName LICENCES = ResourceName.parse("example.com/licences");

  /** A number of the own config, with the route node-status. */
  static final ResourceName TOKENS = ResourceName.parse("example.com/tokens");

  /** An expression that reads {@link #SLOTS_KEY}. */
  static final ResourceName SLOTS = ResourceName.parse("example.com/slots");

  static final String SLOTS_KEY = "example.com/slots";
  static final String REGISTER = "hami.io/node-nvidia-register";

  static final List<ResourceName> ALL =
      List.of(GPU, MEMORY, CORES, PERCENT, AMD_MEMORY, LICENCES, TOKENS, SLOTS);

  /** Those that an annotation of the Node decides. */
  static final List<ResourceName> READ = List.of(GPU, MEMORY, CORES, PERCENT, SLOTS);

  private Names() {}
}
