package io.hami.mock.file;

import io.hami.mock.port.LastGood;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was last in force of each config, in a file each. The directory is one of the kubelet's
 * device plugin directory, the only place on the node where a device plugin may write: a starting
 * kubelet removes files and sockets there, but no directory (docs/kubelet.md 2.6).
 */
public final class LastGoodFiles implements LastGood {
  private static final Logger log = LoggerFactory.getLogger(LastGoodFiles.class);

  private static final String DIRECTORY = "mock-device-plugin-last-good";

  /** A larger text than any that is accepted as a config. */
  private static final long MAX_BYTES = 1024 * 1024;

  private final Path directory;
  private final Map<String, Kept> wanted = new ConcurrentHashMap<>();
  private final Map<String, Kept> written = new HashMap<>();

  /**
   * @param devicePlugins the kubelet's device plugin directory
   */
  public LastGoodFiles(Path devicePlugins) {
    this.directory = devicePlugins.resolve(DIRECTORY);
  }

  @Override
  public Optional<Kept> recall(String config) {
    Path file = file(config);
    try {
      return Files.size(file) > MAX_BYTES
          ? Optional.empty()
          : Optional.of(Kept.of(Files.readString(file)));
    } catch (NoSuchFileException _) {
      return Files.exists(none(config)) ? Optional.of(Kept.ABSENT) : Optional.empty();
    } catch (IOException failure) {
      log.warn(
          "cannot read {}, the last good config that an earlier start has kept: {}",
          file,
          failure.toString());
      return Optional.empty();
    }
  }

  @Override
  public void keep(String config, Kept kept) {
    if (!kept.equals(wanted.put(config, kept))) {
      var _ = Thread.ofVirtual().name("last-good").start(() -> write(config));
    }
  }

  /** Whichever of several writes comes last writes what is wanted last. */
  private synchronized void write(String config) {
    try {
      if (wanted.get(config) instanceof Kept kept && !kept.equals(written.get(config))) {
        if (!recall(config).equals(Optional.of(kept))) {
          write(config, kept);
        }
        written.put(config, kept);
      }
    } catch (IOException failure) {
      // It is not a warning: where nothing can be written, there are no sockets either, and that is
      // logged. The next text is tried again.
      log.debug("cannot keep the last good config in {}: {}", directory, failure.toString());
      wanted.remove(config);
    }
  }

  private void write(String config, Kept kept) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Path file = file(config);
    if (kept.text().isEmpty()) {
      Files.write(none(config), new byte[0]);
      Files.deleteIfExists(file);
      return;
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, kept.text().get());
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(none(config));
  }

  private Path file(String config) {
    return directory.resolve(name(config) + ".yaml");
  }

  /** A file that says that there was no config. */
  private Path none(String config) {
    return directory.resolve(name(config) + ".none");
  }

  /** A name of its own for each config, whatever characters its origin has. */
  private static String name(String config) {
    return UUID.nameUUIDFromBytes(config.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
