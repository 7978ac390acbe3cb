package io.hami.mock.hardware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The kernel's data on PCI devices.
 *
 * @param sys where sysfs is mounted
 */
record PciDevices(Path sys) {
  static final long UNKNOWN = -1;

  /** Where the kernel mounts it; {@code /sys} in a container shows the node's devices too. */
  static final PciDevices OF_THIS_NODE = new PciDevices(Path.of("/sys"));

  /**
   * The NUMA node to which a device is attached, or {@link #UNKNOWN}.
   *
   * @param address {@code domain:bus:device.function} in hexadecimal; NVML writes a domain in eight
   *     digits, the kernel in four
   */
  long numaNode(String address) {
    String name = address.toLowerCase(Locale.ROOT).replaceFirst("^0{4}(?=[0-9a-f]{4}:)", "");
    try {
      Path file = sys.resolve("bus/pci/devices").resolve(name).resolve("numa_node");
      return Math.max(UNKNOWN, Long.parseLong(Files.readString(file).strip()));
    } catch (IOException | IllegalArgumentException _) {
      return UNKNOWN;
    }
  }
}
