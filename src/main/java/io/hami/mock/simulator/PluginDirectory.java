package io.hami.mock.simulator;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The kubelet's device plugin directory, as a starting kubelet prepares it (docs/kubelet.md 2.6).
 */
final class PluginDirectory {
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private final Release release;

  PluginDirectory(Path path, Release release) {
    this.path = path;
    this.release = release;
  }

  /**
   * Creates the directory, or removes from it the sockets (1.36 and 1.37), or everything that is
   * neither a directory nor the checkpoint (1.20). The target of a link decides, but only the link
   * is removed; a dangling link is left alone.
   */
  void prepare() throws IOException {
    Files.createDirectories(path);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        remove(entry);
      }
    }
  }

  /** Ignores an entry that has gone meanwhile, as the real kubelet does. */
  private void remove(Path entry) throws IOException {
    try {
      if (Files.exists(entry) && isStale(entry)) {
        Files.deleteIfExists(entry);
      }
    } catch (NoSuchFileException _) {
      // The plugin that made it has removed it.
    }
  }

  /** 1.20 writes a note that plugins should register in another way; all plugins ignore it. */
  void finish() throws IOException {
    if (release == Release.V1_20) {
      Files.write(path.resolve("DEPRECATION"), new byte[0]);
    }
  }

  /** The path of a registered endpoint; it may lie outside the directory (1.3). */
  Path endpoint(String endpoint) {
    return Path.of(path + "/" + endpoint).normalize();
  }

  private boolean isStale(Path entry) throws IOException {
    return switch (release) {
      case V1_20 ->
          !Files.isDirectory(entry) && !entry.getFileName().toString().equals(Checkpoint.FILE);
      case V1_36, V1_37 -> ((int) Files.getAttribute(entry, "unix:mode") & FILE_TYPE) == SOCKET;
    };
  }
}
