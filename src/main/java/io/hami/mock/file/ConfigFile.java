package io.hami.mock.file;

import io.hami.mock.model.FileText;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.FileTrouble;
import io.hami.mock.port.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A config in a file: edited in place, replaced, or swapped by the {@code ..data} link of a mounted
 * ConfigMap. A {@code subPath} mount never changes, so no change is reported for it.
 */
public final class ConfigFile implements ConfigSource {
  private static final Logger log = LoggerFactory.getLogger(ConfigFile.class);

  /** An editor empties a file before it writes it; the state between is not a config. */
  private static final Duration SETTLE = Duration.ofMillis(50);

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long a file must be gone, or empty, before that counts. */
  private static final Duration ABSENCE = Duration.ofSeconds(1);

  /** A larger file has more characters than the YAML reader takes. */
  private static final long MAX_BYTES = 1024 * 1024;

  private final Path file;
  private final Supervisor supervisor;
  private final Semaphore changes = new Semaphore(0);
  private Optional<DirectoryWatch> watch = Optional.empty();
  private Optional<Supervisor.Task> task = Optional.empty();
  private volatile boolean tellAnyway;

  /** A source that has not started. */
  public ConfigFile(Path file, Supervisor supervisor) {
    this.file = file.toAbsolutePath();
    this.supervisor = supervisor;
  }

  @Override
  public String origin() {
    return file.toString();
  }

  @Override
  public synchronized void start(Listener listener) {
    Path directory = file.getParent() instanceof Path parent ? parent : file;
    boolean watched = true;
    try {
      watch =
          Optional.of(DirectoryWatch.startWithContents(directory, supervisor, changes::release));
    } catch (IOException failure) {
      watched = false;
      log.warn(
          "cannot watch {} ({}); checking it every {} s instead",
          directory,
          FileTrouble.of(failure),
          LOOK.toSeconds());
    }
    boolean waits = watched;
    task =
        Optional.of(
            supervisor.start(Thread.ofVirtual(), "config-file", () -> follow(listener, waits)));
  }

  @Override
  public void reload() {
    tellAnyway = true;
    changes.release();
  }

  @Override
  public synchronized void close() {
    watch.ifPresent(DirectoryWatch::close);
    task.ifPresent(Supervisor.Task::close);
  }

  /** The result of reading the file. */
  private sealed interface Found {
    record Text(String text) implements Found {}

    record Nothing() implements Found {}

    record Unreadable(String why) implements Found {}
  }

  private void follow(Listener listener, boolean watched) throws InterruptedException {
    Optional<Found> told = Optional.empty();
    while (true) {
      Optional<Found> found = Optional.of(lookPatiently(told));
      if (!found.equals(told) || tellAnyway) {
        tellAnyway = false;
        if (told.isPresent() && found.get() instanceof Found.Unreadable(String why)) {
          log.warn("{}: {}; the config in force is kept", file, why);
        }
        told = found;
        tell(found.get(), listener);
      }
      if (watched) {
        changes.acquire();
        while (changes.tryAcquire(SETTLE.toMillis(), TimeUnit.MILLISECONDS)) {
          changes.drainPermits();
        }
      } else {
        boolean asked = changes.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        log.trace("reading {}, on request: {}", file, asked);
      }
    }
  }

  /**
   * Looks once more after a pause where a text has become nothing: whoever replaces a file without
   * a rename empties or removes it first. A file that stays empty is taken for a half-written one,
   * so that the last config is kept.
   */
  private Found lookPatiently(Optional<Found> told) throws InterruptedException {
    boolean hadText =
        told.filter(last -> last instanceof Found.Text && !isNothing(last)).isPresent();
    Found first = look();
    if (!hadText || !isNothing(first)) {
      return first;
    }
    Thread.sleep(ABSENCE);
    Found second = look();
    return second instanceof Found.Text && isNothing(second)
        ? new Found.Unreadable(
            "the file is empty; to go back to the defaults write {} into it, or delete it")
        : second;
  }

  private static boolean isNothing(Found found) {
    return switch (found) {
      case Found.Text(String text) -> text.isBlank();
      case Found.Nothing() -> true;
      case Found.Unreadable _ -> false;
    };
  }

  private void tell(Found found, Listener listener) {
    switch (found) {
      case Found.Text(String text) -> listener.text(text);
      case Found.Nothing() -> listener.absent();
      case Found.Unreadable(String why) -> listener.unavailable(why);
    }
  }

  private Found look() {
    try {
      long size = Files.size(file);
      if (!Files.isRegularFile(file)) {
        // A pipe or a device has no end.
        return new Found.Unreadable("it is not a regular file; give the path of one");
      }
      if (size > MAX_BYTES) {
        return new Found.Unreadable(
            "the file has %d bytes, at most %d were expected; leave out what is not needed"
                .formatted(size, MAX_BYTES));
      }
      return switch (FileText.of(Files.readAllBytes(file))) {
        case FileText.Good(String text) -> new Found.Text(text);
        case FileText.Bad(String why) -> new Found.Unreadable(why);
      };
    } catch (NoSuchFileException _) {
      return new Found.Nothing();
    } catch (IOException failure) {
      return new Found.Unreadable("the file cannot be read: " + FileTrouble.of(failure));
    }
  }
}
