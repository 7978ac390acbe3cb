package io.hami.mock.app;

import io.hami.mock.cli.HardwareOptions;
import io.hami.mock.hardware.HardwareWatch;
import io.hami.mock.port.HardwareSource;
import java.util.Optional;

/** Where cards come from that nothing describes. */
final class HardwareSources {
  private HardwareSources() {}

  /** The vendors' libraries where they are asked for; else nothing of theirs is loaded. */
  static Optional<HardwareSource> of(HardwareOptions options) {
    return options.discover()
        ? Optional.of(new HardwareWatch(options.nvmlLibrary()))
        : Optional.empty();
  }
}
