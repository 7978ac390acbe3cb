package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell script that starts the plugin, with programs in the place of Java. */
class LauncherTest {
  private static final Path SCRIPT = Path.of("src/main/dist/k8s-device-plugin");

  @TempDir Path directory;

  private record Ended(int status, String out) {}

  /** A program that tells its version and its arguments, as {@code bin/java} of a new folder. */
  private Path java(String folder, String version) throws IOException {
    Path home = directory.resolve(folder);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        case "$*" in
          *-version*) echo "    java.specification.version = %s" >&2 ;;
          *) echo "started: $*" ;;
        esac
        """
            .formatted(version));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  private Ended launch(Optional<Path> javaHome) throws IOException, InterruptedException {
    Path copy = Files.createDirectories(directory.resolve("a folder")).resolve("k8s-device-plugin");
    Files.copy(SCRIPT, copy);
    Path out = directory.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", copy.toString(), "-v", "4")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("JAVA_OPTS");
    javaHome.ifPresent(home -> builder.environment().put("JAVA_HOME", home.toString()));
    Process process = builder.start();
    assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out));
  }

  @Test
  void itsOwnJavaComesFirst() throws Exception {
    java("a folder/runtime", "its own");
    Ended ended = launch(Optional.of(java("jdk", "17")));
    assertThat(ended.out()).startsWith("started: ").endsWith("mock-device-plugin.jar -v 4\n");
    assertThat(ended.status()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"25", "26"})
  void withoutItsOwnJavaALaterOneDoes(String version) throws Exception {
    assertThat(launch(Optional.of(java("jdk", version))).out())
        .startsWith("started: ")
        .doesNotContain("AOTCache");
  }

  @ParameterizedTest
  @CsvSource({"17", "1.8", "24", "''"})
  void anOlderJavaIsRefusedWithTheWayOut(String version) throws Exception {
    Ended ended = launch(Optional.of(java("jdk", version)));
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out())
        .hasLineCount(1)
        .contains("install a JDK 25", "apt-get install", "JAVA_HOME", "jdk/bin/java is " + version);
  }
}
