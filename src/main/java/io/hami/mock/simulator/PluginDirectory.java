package io.hami.mock.simulator;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The kubelet's device plugin directory, as a starting kubelet leaves it (docs/kubelet.md 2.6). */
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
   * Creates the directory or empties it: of sockets (1.36 and 1.37), or of everything that is
   * neither a directory nor the checkpoint (1.20). What a link points at decides, and a dangling
   * one is left alone; only the link is removed.
   */
  void prepare() throws IOException {
    Files.createDirectories(path);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        remove(entry);
      }
    }
  }

  /** What has gone meanwhile is passed over, as the real one does. */
  private void remove(Path entry) throws IOException {
    try {
      if (Files.exists(entry) && isStale(entry)) {
        Files.deleteIfExists(entry);
      }
    } catch (NoSuchFileException _) {
      // Its plugin has taken it away.
    }
  }

  /** 1.20 leaves a note that plugins should use the other way of registering; ignored by all. */
  void finish() throws IOException {
    if (release == Release.V1_20) {
      Files.write(path.resolve("DEPRECATION"), new byte[0]);
    }
  }

  /** Where a registered endpoint is: nothing keeps it inside the directory (1.3). */
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
