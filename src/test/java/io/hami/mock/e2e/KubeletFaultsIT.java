package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Faults of the kubelet. */
@LiveCluster
class KubeletFaultsIT extends UnderFault {
  /** 50 by {@code -Dfaults.restarts=50}; each takes the node 2 s or more. */
  private static final int RESTARTS = Integer.getInteger("faults.restarts", 8);

  @EveryRelease
  @Test
  void aKilledKubeletFindsItsUnitsAgain() {
    try (PluginProcess plugin = advertising();
        Observer observer = new Observer(node, MEMORY)) {
      Footprint before = footprint(plugin);
      ProcessHandle kubelet = LiveNode.kubelet().orElseThrow();
      signal("-KILL", kubelet.pid());
      try {
        LiveNode.within(
            Duration.ofSeconds(10),
            "the kubelet's end",
            () -> assertThat(kubelet.isAlive()).isFalse());
      } finally {
        node.control("start-kubelet");
      }
      // The log sums up what comes often, so the Node shows whether the new kubelet has the units.
      oneCard(1_000);
      node.awaitAllocatable(Map.of(MEMORY, 1_000L));
      assertThat(observer.seen()).isSubsetOf(65_536L, 1_000L, 0L);
      assertSettles("kubelet killed", plugin, before);
    }
  }

  @EveryRelease
  @Test
  void restartsInARowLeaveNothingBehindAndAtMostOneLineEach() {
    try (PluginProcess plugin = advertising();
        Observer observer = new Observer(node, MEMORY)) {
      node.control("restart-kubelet");
      oneCard(1_000);
      node.awaitAllocatable(Map.of(MEMORY, 1_000L));
      annotate();
      node.awaitAllocatable(ShippedPlugin.UNITS);
      Footprint before = footprint(plugin);
      for (int restart = 0; restart < RESTARTS; restart++) {
        node.control("restart-kubelet");
        node.awaitAllocatable(ShippedPlugin.UNITS);
      }
      // Many changes within a minute are summed up in one line.
      assertThat(plugin.lines(ADVERTISED)).isLessThanOrEqualTo(4L + RESTARTS);
      assertThat(observer.seen()).isSubsetOf(65_536L, 1_000L, 0L);
      assertSettles(RESTARTS + " restarts of the kubelet", plugin, before);
    }
  }

  @Test
  void aFrozenKubeletGetsTheLastChangeAfterwards() {
    try (PluginProcess plugin = advertising();
        Observer observer = new Observer(node, MEMORY)) {
      Footprint before = footprint(plugin);
      long kubelet = kubelet();
      signal("-STOP", kubelet);
      try {
        for (int change = 0; change < 5; change++) {
          oneCard(1_000 + change);
        }
      } finally {
        signal("-CONT", kubelet);
      }
      node.awaitAllocatable(Map.of(MEMORY, 1_004L));
      assertThat(observer.seen()).isSubsetOf(65_536L, 1_004L);
      assertSettles("kubelet frozen", plugin, before);
    }
  }

  @Test
  void aKubeletThatIsAwayIsWaitedForQuietly() {
    try (PluginProcess plugin = advertising()) {
      Footprint before = footprint(plugin);
      node.control("stop-kubelet");
      try {
        plugin.awaitLog("the kubelet ended the stream");
        long lines = plugin.log().lines().count();
        last(AWAY);
        oneCard(1_000);
        // The other streams may end later, and the log says once for each resource that the kubelet
        // is away.
        assertThat(plugin.log().lines().count()).as(plugin.log()).isLessThanOrEqualTo(lines + 6);
      } finally {
        node.control("start-kubelet");
      }
      node.awaitAllocatable(Map.of(MEMORY, 1_000L));
      assertSettles("kubelet away for " + AWAY, plugin, before);
    }
  }

  private static long kubelet() {
    return LiveNode.kubelet().orElseThrow().pid();
  }
}
