package io.hami.mock.kubelet;

import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that holds the sockets of the kubelet and its device plugins.
 *
 * @param path {@code /var/lib/kubelet/device-plugins} on a node; the kubelet has it hard-coded
 *     (docs/kubelet.md 2.8)
 */
public record KubeletDirectory(Path path) {
  private static final Logger log = LoggerFactory.getLogger(KubeletDirectory.class);

  /**
   * Longest path of a UNIX socket that Java can connect to, in bytes; Linux would take one more
   * (docs/kubelet.md 2.8).
   */
  private static final int MAX_SOCKET_PATH = 106;

  /** Longest socket name that fits the kubelet's own directory. */
  private static final int MAX_SOCKET_NAME = 75;

  private static final String PREFIX = "hami-mock-";
  private static final String SUFFIX = ".sock";

  /** A checksum of the resource's name, and the part that makes each socket's name unique. */
  private static final int MARKS = "-01234567-01234567".length();

  public KubeletDirectory {
    if (room(path) < PREFIX.length() + MARKS + SUFFIX.length()) {
      throw new IllegalArgumentException(
          "'%s' is too long for UNIX sockets: with a socket's name it passes %d bytes"
              .formatted(path, MAX_SOCKET_PATH));
    }
  }

  /** The socket on which the kubelet takes registrations. */
  Path kubeletSocket() {
    return path.resolve("kubelet.sock");
  }

  /** Reads the kubelet's checkpoint. Blocks. */
  public Checkpoint readCheckpoint() {
    CheckpointFile file = new CheckpointFile(this);
    file.read();
    return file.newest();
  }

  /** The kubelet's checkpoint file. */
  Path checkpoint() {
    return path.resolve("kubelet_internal_checkpoint");
  }

  /** The kubelet's socket as it is now; a dead kubelet may have left it. */
  Optional<SocketIdentity> kubelet() {
    return SocketIdentity.of(kubeletSocket());
  }

  /**
   * A new, unique file name for a resource's socket. From 1.37 on, a kubelet accepts a path only
   * once, and never again after it has refused it (docs/kubelet.md 1.5).
   */
  String endpoint(ResourceName resource) {
    return "%s-%08x%s".formatted(stem(resource), ThreadLocalRandom.current().nextInt(), SUFFIX);
  }

  /**
   * Whether {@code file} has the name of a socket of {@code resource}, of this process or another.
   */
  boolean isEndpoint(ResourceName resource, Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(stem(resource)) && name.endsWith(SUFFIX);
  }

  /** The files with names of this plugin's sockets, of this process or another. */
  List<Path> endpoints() {
    return files(PREFIX);
  }

  /**
   * The temporary name under which a server listens before its socket gets the name that a kubelet
   * is told. Netty deletes the temporary name when it closes, and a socket under the final name is
   * always ready to answer.
   */
  static Path binding(Path socket) {
    return socket.resolveSibling("." + socket.getFileName());
  }

  /**
   * Removes the sockets on which no process listens any more: those of instances that were killed,
   * and of earlier versions. The kubelet removes them only at its own start.
   */
  void removeDead() {
    for (Path socket :
        Stream.of(files(PREFIX), files("." + PREFIX)).flatMap(List::stream).toList()) {
      removeIfDead(socket);
    }
  }

  /** Removes {@code socket} if it is a socket on which no process listens. */
  void removeIfDead(Path socket) {
    if (SocketIdentity.of(socket).isPresent() && SocketIdentity.isDead(socket)) {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException failure) {
        log.debug("nothing listens on {}, and it cannot be removed", socket, failure);
      }
    }
  }

  private List<Path> files(String prefix) {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .toList();
    } catch (IOException | UncheckedIOException _) {
      // The directory cannot be read now; a later change in it leads to another look.
      return List.of();
    }
  }

  /**
   * The beginning of the names of a resource's sockets. A resource's name can have 308 characters,
   * a socket's cannot, so the stem is a part of the name and a checksum of the whole.
   */
  private String stem(ResourceName resource) {
    CRC32 checksum = new CRC32();
    checksum.update(resource.toString().getBytes(StandardCharsets.US_ASCII));
    String text = resource.toString().replaceAll("[^A-Za-z0-9.-]", "_");
    int room = room(path) - PREFIX.length() - MARKS - SUFFIX.length();
    return "%s%s-%08x"
        .formatted(PREFIX, text.substring(0, Math.min(text.length(), room)), checksum.getValue());
  }

  private static int room(Path path) {
    int directory = path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length;
    // The temporary name is one dot longer.
    return Math.min(MAX_SOCKET_NAME, MAX_SOCKET_PATH - directory - 1) - 1;
  }
}
