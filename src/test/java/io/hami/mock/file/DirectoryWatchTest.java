package io.hami.mock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.port.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {
  private static final Duration QUIET = Duration.ofMillis(60);

  private final AtomicInteger calls = new AtomicInteger();
  @TempDir private Path temporary;
  private Path directory;

  @BeforeEach
  void name() {
    directory = temporary.resolve("kubelet").resolve("device-plugins");
  }

  private DirectoryWatch start() throws IOException {
    DirectoryWatch watch =
        DirectoryWatch.start(directory, new Supervisor(), calls::incrementAndGet);
    await().until(() -> calls.get() > 0);
    return watch;
  }

  /** Waits until no further call has come for a while. */
  private int settled() {
    AtomicInteger last = new AtomicInteger(-1);
    await().pollInterval(QUIET).until(() -> calls.get() == last.getAndSet(calls.get()));
    return calls.get();
  }

  private void assertNoticed(Change change) throws IOException {
    int before = settled();
    change.make();
    await().atMost(Duration.ofSeconds(5)).until(() -> calls.get() > before);
  }

  private interface Change {
    void make() throws IOException;
  }

  private void assertNoticesFiles() throws IOException {
    Path socket = directory.resolve("kubelet.sock");
    assertNoticed(() -> Files.createFile(socket));
    assertNoticed(() -> Files.delete(socket));
  }

  @Test
  void reportsFilesThatComeAndGo() throws IOException {
    Files.createDirectories(directory);
    try (DirectoryWatch _ = start()) {
      assertNoticesFiles();
    }
  }

  @Test
  void reportsNothingWhileNothingHappens() throws IOException {
    Files.createDirectories(directory);
    try (DirectoryWatch _ = start()) {
      int before = settled();
      await().during(Duration.ofMillis(500)).until(() -> calls.get() == before);
    }
  }

  @Test
  void waitsForADirectoryThatIsMissing() throws IOException {
    try (DirectoryWatch _ = start()) {
      assertNoticed(() -> Files.createDirectory(directory.getParent()));
      assertNoticed(() -> Files.createDirectory(directory));
      assertNoticesFiles();
    }
  }

  @Test
  void aDirectoryThatComesWithItsParentsIsNotMissed() throws IOException {
    try (DirectoryWatch _ = start()) {
      assertNoticed(() -> Files.createDirectories(directory));
      settled();
      assertNoticesFiles();
    }
  }

  @Test
  void watchesADirectoryThatIsMadeAgain() throws IOException {
    Files.createDirectories(directory);
    try (DirectoryWatch _ = start()) {
      assertNoticed(() -> Files.delete(directory));
      assertNoticed(() -> Files.createDirectory(directory));
      assertNoticesFiles();
      // Both happen at once, so that the watch may not see the directory missing.
      Files.delete(directory);
      Files.createDirectory(directory);
      settled();
      assertNoticesFiles();
    }
  }

  @Test
  void watchesADirectoryThatIsMadeAgainWithItsParents() throws IOException {
    Files.createDirectories(directory);
    try (DirectoryWatch _ = start()) {
      Files.delete(directory);
      Files.delete(directory.getParent());
      settled();
      Files.createDirectories(directory);
      settled();
      assertNoticesFiles();
    }
  }

  @Test
  void reportsNothingAfterItsEnd() throws IOException {
    Files.createDirectories(directory);
    start().close();
    int before = settled();
    Files.createFile(directory.resolve("kubelet.sock"));
    await().during(Duration.ofMillis(300)).until(() -> calls.get() == before);
    assertThat(calls).hasValue(before);
  }
}
