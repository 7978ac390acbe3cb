package io.hami.mock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.port.LastGood.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodFilesTest {
  private static final String CONFIG = "config.yaml of ConfigMap kube-system/a:b";

  @TempDir private Path directory;

  private LastGoodFiles files() {
    return new LastGoodFiles(directory);
  }

  private void awaitKept(String text) {
    await().untilAsserted(() -> assertThat(files().recall(CONFIG)).hasValue(Kept.of(text)));
  }

  @Test
  void theNextProcessFindsTheNewestText() {
    assertThat(files().recall(CONFIG)).isEmpty();
    LastGoodFiles first = files();
    for (int number = 0; number < 100; number++) {
      first.keep(CONFIG, Kept.of("log: {v: " + number + "}"));
    }
    awaitKept("log: {v: 99}");
    assertThat(files().recall("device-config.yaml of the same")).isEmpty();
  }

  @Test
  void aConfigThatIsGoneIsKeptAsAbsent() {
    LastGoodFiles files = files();
    files.keep(CONFIG, Kept.of("a: 1"));
    awaitKept("a: 1");
    files.keep(CONFIG, Kept.ABSENT);
    await().untilAsserted(() -> assertThat(files().recall(CONFIG)).hasValue(Kept.ABSENT));
    files.keep(CONFIG, Kept.of("a: 2"));
    awaitKept("a: 2");
  }

  @Test
  void onlyTheOwnerMayReadIt() throws IOException {
    files().keep(CONFIG, Kept.of("a: 1"));
    awaitKept("a: 1");
    assertThat(Files.getPosixFilePermissions(directory.resolve("mock-device-plugin-last-good")))
        .hasToString("[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]");
  }

  @Test
  void aFileOfAnotherKindOrSizeIsNoConfig() throws IOException {
    files().keep(CONFIG, Kept.of("a: 1"));
    awaitKept("a: 1");
    Path file = kept().getFirst();
    Files.writeString(file, "x".repeat(1024 * 1024 + 1));
    assertThat(files().recall(CONFIG)).isEmpty();
    Files.write(file, new byte[] {(byte) 0xff});
    assertThat(files().recall(CONFIG)).isEmpty();
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("mock-device-plugin-last-good"))) {
      return files.toList();
    }
  }
}
