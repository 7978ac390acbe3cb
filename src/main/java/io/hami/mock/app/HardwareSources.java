package io.hami.mock.app;

import io.hami.mock.cli.HardwareOptions;
import io.hami.mock.hardware.HardwareWatch;
import io.hami.mock.port.HardwareSource;
import io.hami.mock.port.Supervisor;
import java.util.Optional;

/** The source of cards that no annotation describes. */
final class HardwareSources {
  private HardwareSources() {}

  /** The vendors' libraries where they are enabled; else no library is loaded. */
  static Optional<HardwareSource> of(HardwareOptions options, Supervisor supervisor) {
    return options.discover()
        ? Optional.of(new HardwareWatch(options.nvmlLibrary(), System.getenv(), supervisor))
        : Optional.empty();
  }
}
