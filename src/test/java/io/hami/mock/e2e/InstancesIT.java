package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Instances of the plugin one after another or side by side. After each change the Node is right
 * within a second and a status period of the kubelet.
 */
@EveryRelease
@LiveCluster
class InstancesIT extends UnderFault {
  /** 50 by {@code -Dfaults.instances=50}; each takes some seconds. */
  private static final int TIMES = Integer.getInteger("faults.instances", 4);

  /** A second, and this node's status period of two seconds. */
  private static final Duration SOON = Duration.ofSeconds(3);

  private final List<PluginProcess> started = new ArrayList<>();
  private int mebibytes = 1_000;
  private Duration slowest = Duration.ZERO;

  private PluginProcess start() {
    PluginProcess plugin = PluginProcess.start(AS_UNITS, "--http-address=", "--jmx=false");
    started.add(plugin);
    return plugin;
  }

  @AfterEach
  void end() {
    started.forEach(PluginProcess::close);
  }

  private static void awaitAdvertised(PluginProcess plugin, int times) {
    ShippedPlugin.UNITS
        .keySet()
        .forEach(resource -> plugin.awaitLines(resource + ": advertised", times));
  }

  /** The Node must show a number that it has not shown before. */
  private void anotherNumber() {
    mebibytes++;
    oneCard(mebibytes);
  }

  private void assertRightSoon(String what) {
    long began = System.nanoTime();
    LiveNode.within(
        SOON, what, () -> assertThat(node.allocatable()).containsEntry(MEMORY, (long) mebibytes));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    slowest = took.compareTo(slowest) > 0 ? took : slowest;
  }

  private void say(String what) {
    System.out.printf(
        "%s, %d times on %s: right within %d ms (status period 2,000 ms)%n",
        what, TIMES, node.version(), slowest.toMillis());
  }

  @Test
  void aKilledInstanceIsReplacedByOneThatStartsAtOnce() {
    PluginProcess plugin = start();
    awaitAdvertised(plugin, 1);
    for (int time = 0; time < TIMES; time++) {
      anotherNumber();
      plugin.kill();
      plugin = start();
      awaitAdvertised(plugin, 1);
      assertRightSoon("after SIGKILL and a start");
    }
    assertThat(LiveNode.sockets()).as("none of those that were killed").hasSize(3);
    say("killed and started");
  }

  @Test
  void aStoppedInstanceIsReplaced() {
    for (int time = 0; time < TIMES; time++) {
      anotherNumber();
      PluginProcess plugin = start();
      awaitAdvertised(plugin, 1);
      assertRightSoon("after the one before has gone");
      assertThat(plugin.terminate()).isZero();
    }
    say("one after another");
  }

  @Test
  void anInstanceIsReplacedByOneThatServesBeforeItStops() {
    PluginProcess older = start();
    awaitAdvertised(older, 1);
    node.awaitAllocatable(ShippedPlugin.UNITS);
    try (Observer observer = new Observer(node, MEMORY)) {
      for (int time = 0; time < TIMES; time++) {
        PluginProcess newer = start();
        awaitAdvertised(newer, 1);
        assertThat(older.terminate()).isZero();
        anotherNumber();
        assertRightSoon("after the older one has gone");
        older = newer;
      }
      if (node.version().allowsOverlap()) {
        assertThat(observer.seen()).doesNotContain(0L, -1L);
      }
    }
    say("newer before older has gone");
  }

  @Test
  void theEarlierInstanceTakesOverWhenTheLaterOneIsKilled() {
    PluginProcess earlier = start();
    awaitAdvertised(earlier, 1);
    for (int time = 0; time < TIMES; time++) {
      PluginProcess later = start();
      awaitAdvertised(later, 1);
      if (time == 0) {
        // The log sums up what comes again and again.
        earlier.awaitLines("another instance of this plugin serves it", 3);
      }
      later.kill();
      anotherNumber();
      assertRightSoon("after the later one was killed");
    }
    node.awaitAllocatable(Map.of("nvidia.com/gpucores", 100L));
    say("later one killed");
  }
}
