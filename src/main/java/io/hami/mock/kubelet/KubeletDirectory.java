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
 * The directory in which a kubelet and its device plugins meet.
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

  /** A checksum of the resource's name, and what makes each socket's name another one. */
  private static final int MARKS = "-01234567-01234567".length();

  public KubeletDirectory {
    if (room(path) < PREFIX.length() + MARKS + SUFFIX.length()) {
      throw new IllegalArgumentException(
          "'%s' is too long for UNIX sockets: with a socket's name it passes %d bytes"
              .formatted(path, MAX_SOCKET_PATH));
    }
  }

  /** Where the kubelet takes registrations. */
  Path kubeletSocket() {
    return path.resolve("kubelet.sock");
  }

  /** What the kubelet's checkpoint says now. Blocks. */
  public Checkpoint readCheckpoint() {
    CheckpointFile file = new CheckpointFile(this);
    file.read();
    return file.newest();
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
   * A new file name for a resource's socket, another one at each call: from 1.37 on a kubelet takes
   * a path once, and one that it has refused never again (docs/kubelet.md 1.5).
   */
  String endpoint(ResourceName resource) {
    return "%s-%08x%s".formatted(stem(resource), ThreadLocalRandom.current().nextInt(), SUFFIX);
  }

  /** Whether {@code file} is named as a socket of {@code resource}, by this process or another. */
  boolean isEndpoint(ResourceName resource, Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(stem(resource)) && name.endsWith(SUFFIX);
  }

  /** The files that are named as sockets of this plugin, by this process or another. */
  List<Path> endpoints() {
    return files(PREFIX);
  }

  /**
   * Where a server listens before its socket has the name that a kubelet is told. Netty unlinks
   * this name when it closes, and whoever sees the other one finds somebody who answers.
   */
  static Path binding(Path socket) {
    return socket.resolveSibling("." + socket.getFileName());
  }

  /**
   * Removes the sockets that nobody listens on any more: those of instances that were killed, and
   * of earlier versions. The kubelet removes them at its own start only.
   */
  void removeDead() {
    for (Path socket :
        Stream.of(files(PREFIX), files("." + PREFIX)).flatMap(List::stream).toList()) {
      removeIfDead(socket);
    }
  }

  /** Removes {@code socket} where it is one that nobody listens on. */
  void removeIfDead(Path socket) {
    if (SocketIdentity.of(socket).isPresent() && SocketIdentity.isDead(socket)) {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException failure) {
        log.debug("{} is dead and cannot be removed", socket, failure);
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
      // Nothing can be seen there now; whoever serves there will say so.
      return List.of();
    }
  }

  /**
   * What the names of a resource's sockets begin with. A resource's name can be 308 characters
   * long, a socket's not, so a checksum of the whole goes with a part of it.
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
    // The name that is bound at first is longer by its dot.
    return Math.min(MAX_SOCKET_NAME, MAX_SOCKET_PATH - directory - 1) - 1;
  }
}
