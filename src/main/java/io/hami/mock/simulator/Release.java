package io.hami.mock.simulator;

import java.nio.file.Path;

/**
 * The releases whose device manager is simulated; any release between them behaves as one of them.
 */
public enum Release {
  /**
   * Register answers at once and the plugin is dialled afterwards; the options are those of the
   * request; the end of an old stream does no harm (docs/kubelet.md 1.4, 1.5).
   */
  V1_20("v1.20.2", "can't allocate unregistered device ", "Pod ", "0"),

  /**
   * Register dials and asks for the options before it answers; the end of any stream of a resource
   * also ends its current one (docs/kubelet.md 1.4, 1.5).
   */
  V1_36("v1.36.2", "cannot allocate unregistered device ", "Pod was rejected: ", "-1"),

  /**
   * Registers as 1.36 does, and keeps a resource's endpoints by socket path: plugins with different
   * paths may overlap; a path with a client that has not been removed is refused (docs/kubelet.md
   * 1.5).
   */
  V1_37("v1.37.2", "cannot allocate unregistered device ", "Pod was rejected: ", "-1");

  private final String version;
  private final String unregistered;
  private final String rejection;
  private final String nodeWithoutTopology;

  Release(String version, String unregistered, String rejection, String nodeWithoutTopology) {
    this.version = version;
    this.unregistered = unregistered;
    this.rejection = rejection;
    this.nodeWithoutTopology = nodeWithoutTopology;
  }

  /** What this kubelet sends as {@code :authority} to a plugin (docs/kubelet.md 3.5). */
  public String authority(Path socket) {
    return switch (this) {
      case V1_20 -> socket.toString();
      case V1_36, V1_37 -> "localhost";
    };
  }

  String unregistered(String resource) {
    return unregistered + resource;
  }

  /** The message in a pod's status when a device could not be allocated (docs/kubelet.md 4.5). */
  String rejection(String cause) {
    return rejection + "Allocate failed due to " + cause + ", which is unexpected";
  }

  /** The NUMA node under which the checkpoint lists devices that name none. */
  String nodeWithoutTopology() {
    return nodeWithoutTopology;
  }

  @Override
  public String toString() {
    return version;
  }
}
