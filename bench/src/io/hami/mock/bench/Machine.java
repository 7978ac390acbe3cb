package io.hami.mock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Where it was measured, in one line. */
final class Machine {
  private Machine() {}

  static String describe(ApiServer server) throws IOException {
    return "%s, Linux %s, %d cores of %s, Kubernetes %s, Java %s"
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            System.getProperty("os.version"),
            Runtime.getRuntime().availableProcessors(),
            cpu(),
            server.version(),
            java());
  }

  private static String cpu() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        // An ARM's kernel does not say.
        .orElse(System.getProperty("os.arch"));
  }

  /** The one that is shipped, not the one that measures. */
  private static String java() throws IOException {
    return Files.readAllLines(Path.of("target", "dist", "runtime", "release")).stream()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
        .findFirst()
        .orElse("unknown");
  }
}
