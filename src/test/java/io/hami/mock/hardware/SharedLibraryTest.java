package io.hami.mock.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedLibraryTest {
  /** Runs in a process that has not used JNA yet. */
  static void main(String[] args) {
    try {
      SharedLibrary.load(NvmlLibrary.class, List.of(args));
    } catch (LibraryException failure) {
      System.out.print(failure.words());
    }
  }

  @Test
  void theFirstErrorMessageOfAProcessIsComplete() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-classpath",
                System.getProperty("java.class.path"),
                SharedLibraryTest.class.getName(),
                "libnone.so.1")
            .redirectErrorStream(true)
            .start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("libnone.so.1: cannot open shared object file: No such file or directory");
  }
}
