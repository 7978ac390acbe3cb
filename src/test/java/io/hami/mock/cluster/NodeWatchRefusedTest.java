package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.cluster.FakeApiServer.Verb;
import io.hami.mock.model.NodeFacts;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the watch handles an API server that refuses requests. */
class NodeWatchRefusedTest extends FollowedNode {
  @Test
  void whereWatchingIsForbiddenItPollsAndLogsThatOnce() {
    server.refuse(Verb.WATCH, 403, "nodes is forbidden: cannot watch");
    start();
    awaitSight();
    server.annotate("a", "b");
    awaitSight();
    await().until(() -> server.requests(Verb.LIST) >= 5);
    assertThat(server.requests(Verb.WATCH)).isEqualTo(1);
    assertThat(heard.troubles()).isEmpty();
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().getFirst())
        .contains("may not watch nodes", "grant 'watch'", "403: nodes is forbidden: cannot watch");
  }

  @Test
  void whereListingIsForbiddenItGetsTheNodeByItsName() {
    server.refuse(Verb.LIST, 403, "nodes is forbidden: cannot list");
    start();
    awaitSight();
    server.annotate("a", "b");
    awaitSight();
    await().until(() -> server.requests(Verb.GET) >= 5);
    assertThat(server.requests(Verb.LIST)).isEqualTo(1);
    assertThat(server.requests(Verb.WATCH)).isZero();
    assertThat(heard.troubles()).isEmpty();
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().getFirst()).contains("may not list nodes", "node1", "403");
  }

  @Test
  void whereEverythingIsForbiddenItReportsThatAndKeepsAsking() {
    for (Verb verb : Verb.values()) {
      server.refuse(verb, 403, "nodes is forbidden");
    }
    start();
    await().until(() -> server.requests(Verb.GET) >= 3);
    assertThat(heard.troubles())
        .containsExactly(
            "the API server refuses: 403: nodes is forbidden; grant 'get', 'list', 'watch' on nodes"
                + " (k8s-mock-rbac.yaml, or the chart's rbac.create)");
    server.allow(Verb.GET);
    awaitSight();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 429, 500, 503})
  void aRefusalIsReportedOnceAndRetried(int code) {
    server.refuse(Verb.LIST, code, "not now");
    start();
    await().until(() -> server.requests(Verb.LIST) >= 3);
    assertThat(heard.words())
        .containsExactly(
            "the API server refuses: %d: not now%s"
                .formatted(
                    code,
                    code == 401
                        ? "; the token or certificate of the service account or of -kubeconfig is"
                            + " not valid"
                        : ""));
    server.allow(Verb.LIST);
    awaitSight();
  }

  /** An overloaded API server refuses watches first. */
  @ParameterizedTest
  @ValueSource(ints = {410, 429, 500})
  void aRefusedWatchIsNoTroubleAndTheNodeIsReadEverLessOften(int code) {
    server.refuse(Verb.WATCH, code, "no watches now");
    long began = System.nanoTime();
    start();
    await().until(() -> server.requests(Verb.LIST) == 6);
    // Five pauses, each shorter by a fifth at most: the first, twice and four times that, the
    // longest.
    Duration pauses =
        PATIENCE.firstRetry().multipliedBy(7).plus(PATIENCE.lastRetry().multipliedBy(2));
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isGreaterThan(pauses.multipliedBy(4).dividedBy(5));
    server.annotate("a", "b");
    awaitSight();
    assertThat(heard.troubles()).isEmpty();
    assertThat(warnings()).hasSize(code == 410 ? 0 : 1);
    server.allow(Verb.WATCH);
    await().until(() -> server.openWatches() == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"node1.example.com", "node", "Node1", "another"})
  void ofAWrongNodeNameItNamesNodesThatExist(String name) throws IOException {
    try (NodeWatch wrong = watch(server, name)) {
      wrong.start(heard);
      await().until(heard::isBlind);
      assertThat(heard.words())
          .containsExactly(
              "there is no Node named %s; Nodes of this cluster: node1; set NODE_NAME, in a pod by fieldRef: spec.nodeName, or -node-name"
                  .formatted(name));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LIST", "GET"})
  void aMissingNodeIsReportedAndAwaited(Verb verb) {
    if (verb == Verb.GET) {
      server.refuse(Verb.LIST, 403, "no");
    }
    NodeFacts facts = server.facts();
    server.delete();
    start();
    await().until(heard::isBlind);
    assertThat(heard.words())
        .containsExactly(
            "there is no Node named node1; set NODE_NAME, in a pod by fieldRef: spec.nodeName, or"
                + " -node-name");
    server.create(facts);
    await().until(() -> heard.sees(facts));
  }
}
