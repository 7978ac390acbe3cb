package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The shipped plugin under faults of its environment, with a real kubelet and API server: it shows
 * no wrong count and leaves nothing behind. {@code docs/faults.md} has the table.
 */
abstract class UnderFault {
  static final String MEMORY = "nvidia.com/gpumem";
  static final String ADVERTISED = MEMORY + ": advertised";

  /**
   * How long a stopped kubelet or API server stays away; {@code -Dfaults.away=600} makes it ten
   * minutes.
   */
  static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("faults.away", 10));

  /**
   * All counts as units, since only those depend on the kubelet; a kubelet that tracks units would
   * otherwise get the memory through the Node's status.
   */
  static final String AS_UNITS =
      "--config-file=" + Path.of("src/test/resources/e2e/as-units.yaml").toAbsolutePath();

  final LiveNode node = LiveNode.ofEnvironment();
  private final int jmxPort = LiveNode.freePort();

  @BeforeEach
  void annotate() {
    node.removeHamiAnnotations();
    node.annotate(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100);
  }

  @AfterEach
  void clean() {
    node.annotate(ShippedPlugin.REGISTER, "");
  }

  /** Later tests would have the units that the kubelet still remembers. */
  @AfterAll
  static void forget() {
    LiveNode.ofEnvironment().forget(ShippedPlugin.UNITS.keySet());
  }

  /** Starts a plugin and waits until the Node offers its units. */
  PluginProcess advertising(String... arguments) {
    return advertisingUnder(List.of(), arguments);
  }

  /** As {@link #advertising}, started through {@code wrapper}. */
  PluginProcess advertisingUnder(List<String> wrapper, String... arguments) {
    PluginProcess plugin =
        PluginProcess.startUnder(
            wrapper,
            Stream.concat(Stream.of(AS_UNITS, "--jmx-port=" + jmxPort), Stream.of(arguments))
                .toArray(String[]::new));
    // The Node may show the numbers of an earlier plugin for a moment.
    ShippedPlugin.UNITS.keySet().forEach(resource -> plugin.awaitLog(resource + ": advertised"));
    node.awaitAllocatable(ShippedPlugin.UNITS);
    return plugin.awaitControls();
  }

  void oneCard(int mebibytes) {
    node.annotate(ShippedPlugin.REGISTER, oneCardOf(mebibytes));
  }

  static String oneCardOf(int mebibytes) {
    return ShippedPlugin.cards(mebibytes);
  }

  Footprint footprint(PluginProcess plugin) {
    return Footprint.of(plugin.pid(), jmxPort);
  }

  void assertSettles(String fault, PluginProcess plugin, Footprint before) {
    LiveNode.within(
        Duration.ofSeconds(30),
        fault + " leaves nothing behind",
        () ->
            assertThat(footprint(plugin))
                .matches(after -> after.isNoMoreThan(before), "no more than " + before));
    System.out.printf("%s: %s, then %s%n", fault, before, footprint(plugin));
  }

  /** Waits while the fault lasts. */
  static void last(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    LiveNode.within(
        time.plusSeconds(5),
        "the fault's time",
        () -> assertThat(System.nanoTime()).isGreaterThan(end));
  }

  static void signal(String signal, long process) {
    LiveNode.run(List.of("kill", signal, Long.toString(process)));
  }
}
