package io.hami.mock.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether vendors' libraries are asked for cards.
 *
 * @param discover off by default
 * @param nvmlLibrary the path of NVIDIA's library; empty for the one that the loader finds
 */
public record HardwareOptions(boolean discover, Optional<Path> nvmlLibrary) {
  /** No library is loaded. */
  public static final HardwareOptions NONE = new HardwareOptions(false, Optional.empty());

  /** The flag value that turns it on. */
  static final String HARDWARE = "hardware";
}
