package io.hami.mock.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs Jazzer on each target in a JVM of its own: {@code SECONDS [target...]}. Texts that one run
 * found are kept in {@code target/fuzz} for the next.
 */
final class Fuzz {
  private static final Path FOUND = Path.of("target", "fuzz");
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs? in (\\d+) second.*");

  private Fuzz() {}

  /** Ends with status 1 if a target had a finding. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    int seconds = Integer.parseInt(arguments[0]);
    List<String> names = Arrays.asList(arguments).subList(1, arguments.length);
    boolean good = true;
    long all = 0;
    for (Target target : Target.values()) {
      if (names.isEmpty() || names.contains(target.toString())) {
        long inputs = inputs(target, seconds);
        good &= inputs > 0;
        all += Math.max(0, inputs);
        System.out.printf(
            "%-14s %,12d inputs%s%n", target, Math.abs(inputs), inputs > 0 ? "" : "  FAILED");
      }
    }
    System.out.printf("%-14s %,12d inputs%n", "all", all);
    System.exit(good ? 0 : 1);
  }

  /** The number of texts that were tried; 0 after a finding, and then Jazzer's output is shown. */
  private static long inputs(Target target, int seconds) throws IOException, InterruptedException {
    Path corpus = Files.createDirectories(FOUND.resolve(target.toString()));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + OneInput.class.getName(),
            "--target_args=" + target,
            "--instrumentation_includes=io.hami.mock.**:org.yaml.snakeyaml.**",
            "--custom_hook_includes=io.hami.mock.**",
            "--reproducer_path=" + FOUND,
            "-artifact_prefix=" + FOUND + "/" + target + "-",
            // Seconds for one input; more counts as a hang.
            "-timeout=10",
            "-rss_limit_mb=4096",
            "-print_final_stats=1",
            "-max_total_time=" + seconds,
            corpus.toString(),
            Path.of("fuzz", "corpus", target.toString()).toString());
    Process jazzer = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> output;
    try (var lines = jazzer.inputReader(StandardCharsets.UTF_8)) {
      output = lines.lines().toList();
    }
    boolean good = jazzer.waitFor() == 0;
    if (!good) {
      output.forEach(System.out::println);
    }
    return good
        ? output.stream()
            .map(DONE::matcher)
            .filter(Matcher::matches)
            .mapToLong(done -> Long.parseLong(done.group(1)))
            .sum()
        : 0;
  }
}
