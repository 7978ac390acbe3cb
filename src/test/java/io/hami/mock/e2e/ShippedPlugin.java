package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The plugin in a container, however it came there: the same numbers, and nothing left at the end.
 */
final class ShippedPlugin {
  static final String REGISTER = "hami.io/node-nvidia-register";

  /** README's example. */
  static final String TWO_V100 = cards(32_768, 32_768);

  static final Map<String, Long> UNITS =
      Map.of(
          "nvidia.com/gpumem", 65536L,
          "nvidia.com/gpucores", 200L,
          "nvidia.com/gpumem-percentage", 200L);

  private static final Path JAVA = Path.of("/opt/mock-device-plugin/runtime/bin/java");
  private static final Pattern ADVERTISED =
      Pattern.compile("^I\\d{4} (\\d\\d:\\d\\d:\\d\\d\\.\\d{6}) .*: advertised", Pattern.MULTILINE);

  /** The kernel counts a process' age in hundredths of a second. */
  private static final double TICKS = 100;

  private ShippedPlugin() {}

  /** The register annotation of V100 cards with so many MiB each. */
  static String cards(int... mebibytes) {
    return IntStream.range(0, mebibytes.length)
        .mapToObj(
            index ->
                ("{\"id\":\"GPU-a%d\",\"count\":10,\"devmem\":%d,\"devcore\":100,"
                        + "\"type\":\"NVIDIA-Tesla V100\",\"health\":true}")
                    .formatted(index + 1, mebibytes[index]))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Says what it costs; a figure of one run on this machine. */
  static void measure(String what, String log) throws IOException {
    Path process = process();
    String memory = Files.readString(process.resolve("smaps_rollup"));
    System.out.printf(
        "%s: %.2f s from its start to the last resource registered, %d MiB resident (%d MiB"
            + " proportional)%n",
        what,
        secondsToAdvertised(process, log),
        mebibytes(memory, "Rss"),
        mebibytes(memory, "Pss"));
  }

  private static double secondsToAdvertised(Path process, String log) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    double started =
        Double.parseDouble(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]) / TICKS;
    double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]);
    LocalTime now = LocalTime.now(ZoneOffset.UTC);
    LocalTime last =
        ADVERTISED
            .matcher(log)
            .results()
            .map((MatchResult line) -> LocalTime.parse(line.group(1)))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return uptime - started - last.until(now, ChronoUnit.MILLIS) / 1000.0;
  }

  /** Its folder in {@code /proc}. */
  static Path process() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(process -> process.getFileName().toString().matches("[0-9]+"))
          .filter(ShippedPlugin::isPlugin)
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean isPlugin(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("exe")).equals(JAVA);
    } catch (IOException _) {
      // A thread of the kernel's, or it has ended meanwhile.
      return false;
    }
  }

  private static long mebibytes(String rollup, String field) {
    MatchResult found =
        Pattern.compile("^" + field + ": +(\\d+) kB$", Pattern.MULTILINE)
            .matcher(rollup)
            .results()
            .findFirst()
            .orElseThrow();
    return Long.parseLong(found.group(1)) / 1024;
  }

  /**
   * No socket in the kubelet's directory, and no object of ours in the cluster. A kubelet of 1.20
   * removes a pod that has ended only with its next synchronization where it has missed the moment,
   * after up to 90 s.
   */
  static void assertGone() {
    LiveNode.within(
        Duration.ofMinutes(2),
        "no socket and no right left",
        () -> {
          assertThat(LiveNode.sockets()).isEmpty();
          assertThat(objects()).isEmpty();
        });
  }

  private static List<String> objects() {
    return LiveNode.kubectl(
            "get",
            "clusterroles,clusterrolebindings,roles,rolebindings,serviceaccounts,configmaps,services,"
                + "daemonsets,pods,secrets"
                + (LiveNode.knowsAdmissionPolicies()
                    ? ",validatingadmissionpolicies,validatingadmissionpolicybindings"
                    : ""),
            "--all-namespaces",
            "-o",
            "name")
        .lines()
        .filter(name -> name.contains("mock"))
        .toList();
  }
}
