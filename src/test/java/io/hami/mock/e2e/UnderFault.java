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
 * The shipped plugin under what goes wrong around it, with a real kubelet and API server: no wrong
 * count, nothing left behind. {@code docs/faults.md} has the table.
 */
@LiveCluster
abstract class UnderFault {
  static final String MEMORY = "nvidia.com/gpumem";
  static final String ADVERTISED = MEMORY + ": advertised";

  /** How long what goes away stays away; ten minutes by {@code -Dfaults.away=600}. */
  static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("faults.away", 10));

  /**
   * All of it as units, which is the way on which something can go wrong; a kubelet that tracks
   * units is told of the memory in the Node's status otherwise.
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

  /** What a kubelet remembers as units, later tests would have as units too. */
  @AfterAll
  static void forget() {
    LiveNode.ofEnvironment().forget(ShippedPlugin.UNITS.keySet());
  }

  /** A plugin whose units the Node offers. */
  PluginProcess advertising(String... arguments) {
    return advertisingUnder(List.of(), arguments);
  }

  /** As {@link #advertising}, started by what {@code wrapper} says. */
  PluginProcess advertisingUnder(List<String> wrapper, String... arguments) {
    PluginProcess plugin =
        PluginProcess.startUnder(
            wrapper,
            Stream.concat(Stream.of(AS_UNITS, "--jmx-port=" + jmxPort), Stream.of(arguments))
                .toArray(String[]::new));
    // The Node may show for a moment what an earlier plugin has left.
    ShippedPlugin.UNITS.keySet().forEach(resource -> plugin.awaitLog(resource + ": advertised"));
    node.awaitAllocatable(ShippedPlugin.UNITS);
    return plugin.awaitControls();
  }

  void oneCard(int mebibytes) {
    node.annotate(ShippedPlugin.REGISTER, oneCardOf(mebibytes));
  }

  static String oneCardOf(int mebibytes) {
    return "GPU-a1,10,%d,100,NVIDIA-Tesla V100,0,true:".formatted(mebibytes);
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

  /** Lets time pass in which the fault lasts. */
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
