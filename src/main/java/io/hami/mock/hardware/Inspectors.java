package io.hami.mock.hardware;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All vendors whose library is known, with its file names. Names with a version come first: they
 * are those of the ABI, whereas the others come with development packages.
 */
final class Inspectors {
  private static final List<String> NVML = List.of("libnvidia-ml.so.1");

  /** Paths come first, because UPnP's XML library has the same file name. */
  private static final List<String> IXML =
      List.of("/usr/local/corex/lib64/libixml.so", "/usr/local/corex/lib/libixml.so", "libixml.so");

  private static final List<String> DCMI =
      List.of(
          "libdcmi.so",
          "/usr/local/dcmi/libdcmi.so",
          "/usr/local/Ascend/driver/lib64/driver/libdcmi.so");

  private static final List<String> ROCM_SMI =
      List.of(
          "librocm_smi64.so.7",
          "librocm_smi64.so.6",
          "librocm_smi64.so.5",
          "librocm_smi64.so.1",
          "librocm_smi64.so",
          "/opt/rocm/lib/librocm_smi64.so");

  private static final List<String> HYGON_SMI =
      List.of("/opt/hyhal/lib/librocm_smi64.so.2", "librocm_smi64.so.2");

  private Inspectors() {}

  /**
   * One inspector for each vendor; none has loaded anything yet.
   *
   * @param nvml NVIDIA's library, if the loader does not find it
   * @param critical which errors make a card of NVIDIA unhealthy
   */
  static List<Inspector> all(Optional<Path> nvml, CriticalXids critical, PciDevices pci) {
    List<String> files = nvml.map(path -> List.of(path.toString())).orElse(NVML);
    return List.of(
        new Inspector(
            "NVIDIA",
            () -> Nvml.open(files, Nvml.Dialect.NVIDIA, pci),
            critical,
            new CardErrors(Inspector.QUIET, System::nanoTime)),
        new Inspector("Iluvatar", () -> Nvml.open(IXML, Nvml.Dialect.ILUVATAR, pci)),
        new Inspector("Ascend", () -> Dcmi.open(DCMI, pci)),
        new Inspector("AMD", () -> RocmSmi.open(ROCM_SMI, RocmSmi.Dialect.AMD)),
        new Inspector("Hygon", () -> RocmSmi.open(HYGON_SMI, RocmSmi.Dialect.HYGON)));
  }
}
