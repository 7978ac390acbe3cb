package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shipped plugin under what goes wrong around it, with a real kubelet and API server: no wrong
 * count, nothing left behind. {@code docs/faults.md} has the table.
 */
@LiveCluster
class FaultsIT {
  private static final String MEMORY = "nvidia.com/gpumem";
  private static final String ADVERTISED = MEMORY + ": advertised";

  /** 50 by {@code -Dfaults.restarts=50}; each takes the node 2 s or more. */
  private static final int RESTARTS = Integer.getInteger("faults.restarts", 8);

  private static final int WRITERS = 8;

  private final LiveNode node = LiveNode.ofEnvironment();

  @BeforeEach
  void annotate() {
    node.annotate(ShippedPlugin.REGISTER, ShippedPlugin.TWO_V100);
  }

  @AfterEach
  void clean() {
    node.annotate(ShippedPlugin.REGISTER, "");
  }

  private PluginProcess advertising(String... arguments) {
    PluginProcess plugin = PluginProcess.start(arguments);
    // The Node may show for a moment what an earlier plugin has left.
    ShippedPlugin.UNITS.keySet().forEach(resource -> plugin.awaitLog(resource + ": advertised"));
    node.awaitAllocatable(ShippedPlugin.UNITS);
    return plugin;
  }

  private void oneCard(int mebibytes) {
    node.annotate(ShippedPlugin.REGISTER, oneCardOf(mebibytes));
  }

  private static void assertSettles(String fault, PluginProcess plugin, Footprint before) {
    LiveNode.within(
        Duration.ofSeconds(30),
        fault + " leaves nothing behind",
        () ->
            assertThat(Footprint.of(plugin.pid()))
                .matches(after -> after.isNoMoreThan(before), "no more than " + before));
    System.out.printf("%s: %s, then %s%n", fault, before, Footprint.of(plugin.pid()));
  }

  @Test
  void aKilledKubeletFindsItsUnitsAgain() {
    try (PluginProcess plugin = advertising();
        Observer observer = new Observer(node, MEMORY)) {
      Footprint before = Footprint.of(plugin.pid());
      signal("-KILL", kubelet());
      try {
        LiveNode.within(
            Duration.ofSeconds(10), "the kubelet's end", () -> assertThat(kubelets()).isEmpty());
      } finally {
        node.control("start-kubelet");
      }
      plugin.awaitLines(ADVERTISED, 2);
      node.awaitAllocatable(ShippedPlugin.UNITS);
      oneCard(1_000);
      node.awaitAllocatable(Map.of(MEMORY, 1_000L));
      assertThat(observer.seen()).isSubsetOf(65_536L, 1_000L, 0L);
      assertSettles("kubelet killed", plugin, before);
    }
  }

  @Test
  void restartsInARowLeaveNothingBehindAndOneLineEach() {
    try (PluginProcess plugin = advertising();
        Observer observer = new Observer(node, MEMORY)) {
      node.control("restart-kubelet");
      plugin.awaitLines(ADVERTISED, 2);
      Footprint before = Footprint.of(plugin.pid());
      for (int restart = 1; restart <= RESTARTS; restart++) {
        node.control("restart-kubelet");
        plugin.awaitLines(ADVERTISED, 2 + restart);
      }
      node.awaitAllocatable(ShippedPlugin.UNITS);
      assertThat(plugin.lines(ADVERTISED)).isEqualTo(2 + RESTARTS);
      assertThat(observer.seen()).isSubsetOf(65_536L, 0L);
      assertSettles(RESTARTS + " restarts of the kubelet", plugin, before);
    }
  }

  @Test
  void aFrozenKubeletMissesNothingThatChangedMeanwhile() {
    try (PluginProcess plugin = advertising();
        Observer observer = new Observer(node, MEMORY)) {
      Footprint before = Footprint.of(plugin.pid());
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
  void deletedSocketsAreServedAgain() throws IOException {
    try (PluginProcess plugin = advertising()) {
      Footprint before = Footprint.of(plugin.pid());
      for (Path socket : LiveNode.sockets()) {
        Files.delete(socket);
      }
      plugin.awaitLines(ADVERTISED, 2);
      node.awaitAllocatable(ShippedPlugin.UNITS);
      assertThat(LiveNode.sockets()).hasSize(3);
      assertSettles("sockets deleted", plugin, before);
    }
  }

  @Test
  void anApiServerThatIsAwayAtTheStartIsWaitedFor() throws IOException {
    try (ApiServerProxy server = new ApiServerProxy();
        PluginProcess plugin = PluginProcess.start("--kubeconfig=" + server.kubeconfig())) {
      plugin.awaitLog("cannot be reached");
      server.listen();
      node.awaitAllocatable(ShippedPlugin.UNITS);
      assertThat(plugin.log()).as("said once").containsOnlyOnce("cannot be reached");
    }
  }

  @Test
  void anApiServerThatFlapsAndHangsCostsNoUnit() throws IOException {
    try (ApiServerProxy server = new ApiServerProxy()) {
      server.listen();
      try (PluginProcess plugin = advertising("--kubeconfig=" + server.kubeconfig())) {
        Footprint before = Footprint.of(plugin.pid());
        try (Observer observer = new Observer(node, MEMORY)) {
          for (int flap = 0; flap < 20; flap++) {
            server.fail(true);
            server.fail(false);
          }
          oneCard(1_000);
          node.awaitAllocatable(Map.of(MEMORY, 1_000L));
          server.hang(true);
          oneCard(1_001);
          server.hang(false);
          node.awaitAllocatable(Map.of(MEMORY, 1_001L));
          assertThat(observer.seen()).isSubsetOf(65_536L, 1_000L, 1_001L);
        }
        assertThat(plugin.log().lines().count()).as(plugin.log()).isLessThan(80);
        assertSettles("API server flapping and hanging", plugin, before);
      }
    }
  }

  /** From before the JVM is there to after it serves. */
  @ParameterizedTest
  @CsvSource({
    "-TERM, 0",
    "-TERM, 300",
    "-TERM, 800",
    "-TERM, 1300",
    "-TERM, 2500",
    "-INT, 300",
    "-INT, 1300",
    "-KILL, 800",
    "-KILL, 2500",
  })
  void aSignalEndsItAtAnyStage(String signal, long millis) {
    try (PluginProcess plugin = PluginProcess.start()) {
      long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
      LiveNode.within(
          Duration.ofSeconds(10),
          "the stage",
          () -> assertThat(System.nanoTime()).isGreaterThan(end));
      long sent = System.nanoTime();
      signal(signal, plugin.pid());
      plugin.exitStatus();
      assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(3));
      if (!signal.equals("-KILL")) {
        assertThat(LiveNode.sockets()).isEmpty();
      }
    }
    try (PluginProcess _ = advertising()) {
      assertThat(LiveNode.sockets()).hasSize(3);
    }
  }

  @Test
  void ofManyChangesASecondTheLastOneCounts() {
    try (PluginProcess plugin = advertising()) {
      Footprint before = Footprint.of(plugin.pid());
      long begin = System.nanoTime();
      try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
        for (int change = 1; change <= 300; change++) {
          int mebibytes = 1_000 + change;
          writers.execute(() -> rewrite(mebibytes));
        }
      }
      System.out.printf("300 changes in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
      rewrite(2_000);
      node.awaitAllocatable(Map.of(MEMORY, 2_000L));
      assertSettles("300 changes", plugin, before);
    }
  }

  /** As {@link #oneCard}, faster than a kubectl can start. */
  private void rewrite(int mebibytes) {
    StatusPatch.apply(
        node.name(),
        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
            .formatted(ShippedPlugin.REGISTER, oneCardOf(mebibytes)));
  }

  private static String oneCardOf(int mebibytes) {
    return "GPU-a1,10,%d,100,NVIDIA-Tesla V100,0,true:".formatted(mebibytes);
  }

  private static void signal(String signal, long process) {
    LiveNode.run(List.of("kill", signal, Long.toString(process)));
  }

  private static long kubelet() {
    return kubelets().getFirst();
  }

  private static List<Long> kubelets() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").endsWith("/kubelet"))
        .map(ProcessHandle::pid)
        .toList();
  }
}
