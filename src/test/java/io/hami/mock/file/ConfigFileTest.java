package io.hami.mock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir private Path directory;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private ConfigFile file = new ConfigFile(Path.of("config.yaml"), new Supervisor());

  private final class Listener implements ConfigSource.Listener {
    @Override
    public void text(String text) {
      told.add("text " + text);
    }

    @Override
    public void absent() {
      told.add("absent");
    }

    @Override
    public void forbidden(String why) {
      told.add("forbidden " + why);
    }

    @Override
    public void unavailable(String why) {
      told.add("unavailable " + why);
    }
  }

  @BeforeEach
  void start() {
    file = new ConfigFile(path(), new Supervisor());
  }

  private Path path() {
    return directory.resolve("config.yaml");
  }

  private void follow() {
    file.start(new Listener());
  }

  private void awaitTold(String... words) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(told).containsExactly(words));
  }

  @AfterEach
  void close() {
    file.close();
  }

  @Test
  void anEditInPlaceIsReported() throws IOException {
    Files.writeString(path(), "a");
    follow();
    awaitTold("text a");
    Files.writeString(path(), "b");
    awaitTold("text a", "text b");
    assertThat(file.origin()).isEqualTo(path().toString());
  }

  @Test
  void aFileThatComesGoesAndIsReplacedIsReported() throws IOException {
    follow();
    awaitTold("absent");
    Path next = Files.writeString(directory.resolve("next"), "a");
    Files.move(next, path(), StandardCopyOption.ATOMIC_MOVE);
    awaitTold("absent", "text a");
    Files.delete(path());
    awaitTold("absent", "text a", "absent");
  }

  /** As a kubelet mounts a ConfigMap: the file is a link through a link that is swapped. */
  @Test
  void aSwapOfTheMountedDataIsReported() throws IOException {
    data("one", "a");
    Files.createSymbolicLink(directory.resolve("..data"), Path.of("one"));
    Files.createSymbolicLink(path(), Path.of("..data", "config.yaml"));
    follow();
    awaitTold("text a");
    data("two", "b");
    Path swap = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("two"));
    Files.move(swap, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    awaitTold("text a", "text b");
  }

  private void data(String name, String text) throws IOException {
    Files.writeString(Files.createDirectory(directory.resolve(name)).resolve("config.yaml"), text);
  }

  @Test
  void anUnreadableFileIsUnavailableAndAReloadReportsItAgain() throws IOException {
    Files.write(path(), new byte[] {(byte) 0xff});
    follow();
    awaitTold("unavailable the file is not UTF-8 text; save it as UTF-8");
    Files.writeString(path(), "a");
    awaitTold("unavailable the file is not UTF-8 text; save it as UTF-8", "text a");
    file.reload();
    awaitTold("unavailable the file is not UTF-8 text; save it as UTF-8", "text a", "text a");
  }

  @Test
  void anUnchangedFileIsNotReported() throws IOException {
    Files.writeString(path(), "a");
    follow();
    awaitTold("text a");
    Files.writeString(path(), "a");
    Files.writeString(directory.resolve("other"), "b");
    await().during(Duration.ofMillis(300)).until(() -> told.size() == 1);
  }

  /** As by an editor, or a script, that does not rename. */
  @Test
  void aFileThatIsEmptyOrGoneForAMomentKeepsItsText() throws Exception {
    Files.writeString(path(), "a");
    follow();
    awaitTold("text a");
    Files.writeString(path(), "");
    Thread.sleep(300);
    Files.writeString(path(), "b");
    awaitTold("text a", "text b");
    Files.delete(path());
    Thread.sleep(300);
    Files.writeString(path(), "c");
    awaitTold("text a", "text b", "text c");
  }

  @Test
  void aFileThatStaysEmptyIsNoConfig() throws IOException {
    Files.writeString(path(), "a");
    follow();
    awaitTold("text a");
    Files.writeString(path(), "\n");
    awaitTold(
        "text a",
        "unavailable the file is empty; to go back to the defaults write {} into it, or delete"
            + " it");
  }

  @Test
  void aFileThatIsEmptyFromTheStartIsTheDefaults() throws IOException {
    Files.writeString(path(), "");
    follow();
    awaitTold("text ");
  }
}
