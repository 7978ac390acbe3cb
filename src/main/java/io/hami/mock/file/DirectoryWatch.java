package io.hami.mock.file;

import io.hami.mock.port.Supervisor;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that a file or directory has appeared in a directory or gone from it, or, if requested,
 * that a file was written to. While the directory does not exist, its nearest existing ancestor is
 * watched, so no polling is needed.
 */
public final class DirectoryWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Path directory;
  private final Runnable changed;
  private final WatchService service;
  private final WatchEvent.Kind<?>[] kinds;

  private DirectoryWatch(
      Path directory, Runnable changed, WatchService service, WatchEvent.Kind<?>... kinds) {
    this.directory = directory;
    this.changed = changed;
    this.service = service;
    this.kinds = kinds;
  }

  /**
   * Watches {@code directory}.
   *
   * @param changed called on the watch's own thread, also once at the beginning
   * @throws IOException when the system grants no watch
   */
  public static DirectoryWatch start(Path directory, Supervisor supervisor, Runnable changed)
      throws IOException {
    return start(
        directory,
        supervisor,
        changed,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_DELETE);
  }

  /** Like {@link #start}, but also reports when a file in the directory is written to. */
  static DirectoryWatch startWithContents(Path directory, Supervisor supervisor, Runnable changed)
      throws IOException {
    return start(
        directory,
        supervisor,
        changed,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_DELETE,
        StandardWatchEventKinds.ENTRY_MODIFY);
  }

  private static DirectoryWatch start(
      Path directory, Supervisor supervisor, Runnable changed, WatchEvent.Kind<?>... kinds)
      throws IOException {
    DirectoryWatch watch =
        new DirectoryWatch(directory, changed, directory.getFileSystem().newWatchService(), kinds);
    var _ = supervisor.start(Thread.ofVirtual(), "directory-watch", watch::run);
    return watch;
  }

  private void run() throws InterruptedException {
    try {
      while (true) {
        watch(nearestExisting());
      }
    } catch (ClosedWatchServiceException _) {
      log.debug("no longer watching {}", directory);
    }
  }

  /** Returns when {@code target} is no longer what should be watched. */
  private void watch(Path target) throws InterruptedException {
    WatchKey key;
    try {
      key = target.register(service, kinds);
    } catch (IOException failure) {
      log.debug("{} cannot be watched", target, failure);
      // Usually the directory has gone meanwhile. If the system has no watches left, it is looked
      // at at intervals instead.
      Thread.sleep(PAUSE);
      changed.run();
      return;
    }
    // Called only after the watch is set up, so that no change before it is missed.
    changed.run();
    while (key.isValid() && nearestExisting().equals(target)) {
      WatchKey signalled = service.take();
      signalled.pollEvents();
      signalled.reset();
      changed.run();
    }
    key.cancel();
  }

  private Path nearestExisting() {
    Path path = directory.toAbsolutePath();
    while (!Files.isDirectory(path) && path.getParent() instanceof Path parent) {
      path = parent;
    }
    return path;
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException failure) {
      log.debug("the directory watch did not close cleanly", failure);
    }
  }
}
