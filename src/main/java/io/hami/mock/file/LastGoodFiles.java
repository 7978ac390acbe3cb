package io.hami.mock.file;

import io.hami.mock.port.LastGood;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good text of each config, in a file each. The directory is one of the kubelet's device
 * plugin directory, the only place on the node where a device plugin may write: a starting kubelet
 * removes files and sockets there, but no directory (docs/kubelet.md 2.6).
 */
public final class LastGoodFiles implements LastGood {
  private static final Logger log = LoggerFactory.getLogger(LastGoodFiles.class);

  private static final String DIRECTORY = "hami-mock-last-good";

  /** A larger text than any that is accepted as a config. */
  private static final long MAX_BYTES = 1024 * 1024;

  private final Path directory;
  private final Map<String, Optional<String>> wanted = new ConcurrentHashMap<>();

  /**
   * @param devicePlugins the kubelet's device plugin directory
   */
  public LastGoodFiles(Path devicePlugins) {
    this.directory = devicePlugins.resolve(DIRECTORY);
  }

  @Override
  public Optional<String> text(String config) {
    Path file = file(config);
    try {
      return Files.size(file) > MAX_BYTES ? Optional.empty() : Optional.of(Files.readString(file));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException failure) {
      log.warn("cannot read the last good config that an earlier start kept: {}", file, failure);
      return Optional.empty();
    }
  }

  @Override
  public void keep(String config, String text) {
    want(config, Optional.of(text));
  }

  @Override
  public void forget(String config) {
    want(config, Optional.empty());
  }

  private void want(String config, Optional<String> text) {
    if (!text.equals(wanted.put(config, text))) {
      var _ = Thread.ofVirtual().name("last-good").start(() -> write(config));
    }
  }

  /** Whichever of several writes comes last writes what is wanted last. */
  private synchronized void write(String config) {
    Path file = file(config);
    try {
      Optional<String> text = wanted.getOrDefault(config, Optional.empty());
      if (text.isEmpty()) {
        Files.deleteIfExists(file);
      } else if (!text(config).equals(text)) {
        if (!Files.isDirectory(directory)) {
          Files.createDirectory(
              directory,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text.get());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException failure) {
      log.info(
          "cannot keep the last good config in {}, so a bad one at the next start would leave"
              + " nothing advertised: {}",
          file,
          failure.toString());
    }
  }

  /** A name of its own for each config, whatever characters its origin has. */
  private Path file(String config) {
    return directory.resolve(
        UUID.nameUUIDFromBytes(config.getBytes(StandardCharsets.UTF_8)) + ".yaml");
  }
}
