package io.hami.mock.e2e;

import java.nio.file.Path;
import java.util.List;

/** What stands in for a vendor's library, compiled as the suite's own C source. */
final class VendorLibrary {
  private VendorLibrary() {}

  /** NVIDIA's, in {@code directory}; it answers from the file beside it, with {@code .answers}. */
  static Path nvml(Path directory) {
    Path library = directory.resolve("libnvidia-ml.so.1");
    LiveNode.run(
        List.of(
            "gcc",
            "-D_GNU_SOURCE",
            "-shared",
            "-fPIC",
            "-o",
            library.toString(),
            "src/test/c/nvml.c"));
    return library;
  }
}
