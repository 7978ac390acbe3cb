package io.hami.mock.kubelet;

import io.hami.mock.model.ResourceName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The directory in which a kubelet and its device plugins meet.
 *
 * @param path {@code /var/lib/kubelet/device-plugins} on a node; the kubelet has it hard-coded
 *     (kubelet-contract 2.8)
 */
public record KubeletDirectory(Path path) {
  /**
   * Longest path of a UNIX socket that Java can connect to, in bytes; Linux would take one more
   * (kubelet-contract 2.8).
   */
  private static final int MAX_SOCKET_PATH = 106;

  /** Longest socket name that fits the kubelet's own directory. */
  private static final int MAX_SOCKET_NAME = 75;

  private static final String PREFIX = "hami-mock-";
  private static final String SUFFIX = ".sock";

  public KubeletDirectory {
    if (room(path) < PREFIX.length() + SUFFIX.length() + 9) {
      throw new IllegalArgumentException(
          "'%s' is too long for UNIX sockets: with a socket's name it passes %d bytes"
              .formatted(path, MAX_SOCKET_PATH));
    }
  }

  /** Where the kubelet takes registrations. */
  Path kubeletSocket() {
    return path.resolve("kubelet.sock");
  }

  /** The kubelet's own account of who serves what. */
  Path checkpoint() {
    return path.resolve("kubelet_internal_checkpoint");
  }

  /** The kubelet's socket that is there now; it may be one that a dead kubelet left. */
  Optional<SocketIdentity> kubelet() {
    return SocketIdentity.of(kubeletSocket());
  }

  /**
   * The file name of a resource's socket: the same after every restart, so that a later run
   * replaces what an earlier one left. A resource's name can be 308 characters long, a socket's
   * not, so a checksum of the whole goes with a part of it.
   */
  String endpoint(ResourceName resource) {
    CRC32 checksum = new CRC32();
    checksum.update(resource.toString().getBytes(StandardCharsets.US_ASCII));
    String text = resource.toString().replaceAll("[^A-Za-z0-9.-]", "_");
    int room = room(path) - PREFIX.length() - SUFFIX.length() - 9;
    return "%s%s-%08x%s"
        .formatted(
            PREFIX, text.substring(0, Math.min(text.length(), room)), checksum.getValue(), SUFFIX);
  }

  private static int room(Path path) {
    int directory = path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length;
    return Math.min(MAX_SOCKET_NAME, MAX_SOCKET_PATH - directory - 1);
  }
}
