package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Faults of the API server, and changes of its objects. */
@LiveCluster
class ApiServerFaultsIT extends UnderFault {
  private static final int WRITERS = 8;
  private static final String REFUSED = "Reconciler: the API server refuses";

  @Test
  void anApiServerThatIsAwayAtTheStartIsWaitedFor() throws IOException {
    try (ApiServerProxy server = new ApiServerProxy();
        PluginProcess plugin =
            PluginProcess.start(AS_UNITS, "--kubeconfig=" + server.kubeconfig())) {
      plugin.awaitLog("cannot be reached");
      server.listen();
      node.awaitAllocatable(ShippedPlugin.UNITS);
      assertThat(plugin.log()).as("said once").containsOnlyOnce("cannot be reached");
    }
  }

  @Test
  void anApiServerThatFlapsAndHangsLosesNoUnit() throws IOException {
    try (ApiServerProxy server = new ApiServerProxy()) {
      server.listen();
      try (PluginProcess plugin = advertising("--kubeconfig=" + server.kubeconfig())) {
        Footprint before = footprint(plugin);
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

  @Test
  void anUnreachableApiServerLosesNoUnitAndIsLoggedOnce() throws IOException {
    try (ApiServerProxy server = new ApiServerProxy()) {
      server.listen();
      try (PluginProcess plugin = advertising("--kubeconfig=" + server.kubeconfig());
          Observer observer = new Observer(node, MEMORY)) {
        Footprint before = footprint(plugin);
        server.fail(true);
        oneCard(1_000);
        last(AWAY);
        assertThat(observer.seen()).containsExactly(65_536L);
        assertThat(plugin.lines("cannot be reached")).isEqualTo(1);
        server.fail(false);
        node.awaitAllocatable(Map.of(MEMORY, 1_000L));
        assertThat(observer.seen()).isSubsetOf(65_536L, 1_000L);
        assertSettles("API server away for " + AWAY, plugin, before);
      }
    }
  }

  private void awaitOneCard(Duration limit) {
    LiveNode.within(
        limit, "the change", () -> assertThat(node.allocatable()).containsEntry(MEMORY, 1_000L));
  }

  /** As a firewall does that drops a connection without closing it. */
  @Test
  void aSilentWatchIsDetected() throws IOException {
    try (ApiServerProxy server = new ApiServerProxy()) {
      server.listen();
      try (PluginProcess plugin = advertising("--kubeconfig=" + server.kubeconfig())) {
        Footprint before = footprint(plugin);
        server.silence();
        oneCard(1_000);
        long silent = System.nanoTime();
        awaitOneCard(Duration.ofMinutes(1));
        System.out.printf(
            "a silent watch was found out after %d s%n",
            Duration.ofNanos(System.nanoTime() - silent).toSeconds());
        assertSettles("watch silent", plugin, before);
      }
    }
  }

  @Test
  void revokedRightsLoseNoUnitAndAreUsedAgain() throws IOException {
    try (PodAccount account = PodAccount.create();
        ApiServerProxy server = new ApiServerProxy()) {
      server.listen();
      try (PluginProcess plugin = advertisingUnder(account.wrapper(server.port()));
          Observer observer = new Observer(node, MEMORY)) {
        Footprint before = footprint(plugin);
        account.takeRights();
        assertRefusalCostsNothing(server, plugin, observer);
        account.grant();
        node.awaitAllocatable(Map.of(MEMORY, 1_000L));
        assertSettles("rights taken for " + AWAY, plugin, before);
      }
    }
  }

  /** The Node changes while the fault lasts, and the plugin cannot see it. */
  private void assertRefusalCostsNothing(
      ApiServerProxy server, PluginProcess plugin, Observer observer) throws IOException {
    server.cut();
    plugin.awaitLog(REFUSED);
    oneCard(1_000);
    last(AWAY);
    assertThat(plugin.lines(REFUSED)).as(plugin.log()).isEqualTo(1);
    assertThat(observer.seen()).containsExactly(65_536L);
  }

  /** The client reads the file once a minute. */
  @Test
  void anInvalidTokenLosesNoUnitAndTheNextOneIsUsed() throws IOException {
    try (PodAccount account = PodAccount.create();
        ApiServerProxy server = new ApiServerProxy()) {
      server.listen();
      try (PluginProcess plugin = advertisingUnder(account.wrapper(server.port()));
          Observer observer = new Observer(node, MEMORY)) {
        Footprint before = footprint(plugin);
        String old = account.token();
        account.delete();
        account.grant();
        // The API server caches a valid token for ten seconds.
        last(Duration.ofSeconds(11));
        assertRefusalCostsNothing(server, plugin, observer);
        assertThat(plugin.log()).doesNotContain(old);
        account.renew();
        awaitOneCard(Duration.ofMinutes(2));
        assertSettles("token refused for " + AWAY, plugin, before);
      }
    }
  }

  /** As an overloaded or broken server does. */
  @Test
  void anApiServerThatAnswersWithErrorsLosesNoUnitAndIsLoggedOnce() throws IOException {
    try (ApiServerFront server = new ApiServerFront();
        PluginProcess plugin = advertising("--kubeconfig=" + server.kubeconfig())) {
      Footprint before = footprint(plugin);
      long units = 65_536;
      for (int code : List.of(429, 500)) {
        try (Observer observer = new Observer(node, MEMORY)) {
          server.refuse(code);
          String said = REFUSED + ": " + code;
          plugin.awaitLog(said);
          oneCard(code);
          last(AWAY);
          assertThat(plugin.lines(said)).as(plugin.log()).isEqualTo(1);
          assertThat(observer.seen()).containsExactly(units);
          server.pass();
          node.awaitAllocatable(Map.of(MEMORY, (long) code));
          units = code;
        }
      }
      System.out.printf("refused with 429 and 500: %d requests%n", server.refused());
      assertSettles("429 and 500, each for " + AWAY, plugin, before);
    }
  }

  /** A server that treats every version as too old, so that the plugin has to read again. */
  @Test
  void expiredWatchesAreReadAgainWithPausesAndLoseNoUnit() throws IOException {
    try (ApiServerFront server = new ApiServerFront();
        PluginProcess plugin = advertising("--kubeconfig=" + server.kubeconfig());
        Observer observer = new Observer(node, MEMORY)) {
      Footprint before = footprint(plugin);
      server.refuseWatches(410);
      oneCard(1_000);
      awaitOneCard(Duration.ofSeconds(60));
      last(AWAY);
      System.out.printf("refused with 410: %d watches%n", server.refused());
      assertThat(server.refused()).as("with pauses that grow").isLessThan(60);
      assertThat(plugin.log()).doesNotContain(REFUSED);
      assertThat(observer.seen()).isSubsetOf(65_536L, 1_000L);
      server.pass();
      oneCard(1_001);
      node.awaitAllocatable(Map.of(MEMORY, 1_001L));
      assertSettles("410 for " + AWAY, plugin, before);
    }
  }

  @Test
  void aNodeThatIsDeletedAndMadeAnewIsFollowed() {
    try (PluginProcess plugin = advertising()) {
      Footprint before = footprint(plugin);
      LiveNode.kubectl("delete", "node", node.name());
      plugin.awaitLog("was deleted");
      // A kubelet creates its Node when it starts.
      node.control("restart-kubelet");
      LiveNode.within(
          Duration.ofSeconds(60), "the Node", () -> assertThat(node.capacity()).isNotEmpty());
      annotate();
      node.awaitAllocatable(ShippedPlugin.UNITS);
      assertThat(plugin.lines("was deleted")).isEqualTo(1);
      assertSettles("Node deleted", plugin, before);
    }
  }

  @Test
  void ofManyChangesASecondTheLastOneIsAdvertised() {
    try (PluginProcess plugin = advertising()) {
      Footprint before = footprint(plugin);
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

  /** As {@link #oneCard}, but faster than kubectl can start. */
  private void rewrite(int mebibytes) {
    StatusPatch.apply(
        node.name(),
        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
            .formatted(ShippedPlugin.REGISTER, oneCardOf(mebibytes).replace("\"", "\\\"")));
  }
}
