package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.app.WholePlugin;
import io.hami.mock.cluster.FakeApiServer.Verb;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.Supervisor;
import io.kubernetes.client.openapi.ApiClient;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NodeWatchTest extends FollowedNode {
  @Test
  void reportsTheNodeAndThenEveryChange() {
    startWatching();
    assertThat(heard.words()).containsExactly(server.facts());
    assertThat(server.protocol()).isEqualTo("HTTP/2");
    server.annotate("hami.io/node-nvidia-register", "[{}]");
    awaitSight();
    server.resource("nvidia.com/gpumem", "100k", "50k");
    awaitSight();
    server.unannotate("hami.io/node-nvidia-register");
    awaitSight();
    assertThat(heard.words()).hasSize(4);
    assertThat(server.requests(Verb.LIST)).isEqualTo(1);
    assertThat(server.requests(Verb.WATCH)).isEqualTo(1);
    assertThat(server.requests(Verb.GET)).isZero();
  }

  @Test
  void followsAPlainServerTooWithAClientMadeByHand() throws IOException {
    try (FakeApiServer plain = FakeApiServer.http(NAME.value())) {
      ApiClient client = new ApiClient().setBasePath(plain.url().toString());
      NodeWatch other =
          new NodeWatch(new NodeApi(client, NAME, PATIENCE), new Supervisor(), PATIENCE);
      try (other) {
        other.start(heard);
        await().until(() -> heard.sees(plain.facts()));
        plain.annotate("a", "b");
        await().until(() -> heard.sees(plain.facts()));
        assertThat(plain.protocol()).isEqualTo("HTTP/1.1");
        await().until(() -> plain.openWatches() == 1);
        plain.endWatches();
        await().until(() -> plain.requests(Verb.WATCH) == 2);
        plain.dropConnections();
        plain.annotate("a", "c");
        await().until(() -> heard.sees(plain.facts()));
      }
    }
  }

  @Test
  void micronautBuildsTheWatchFromAKubeconfig() throws IOException {
    NodeWatch bean;
    try (ApplicationContext context = WholePlugin.beans()) {
      context.registerSingleton(NodeName.class, NAME);
      context.registerSingleton(
          ApiClient.class, SignIn.with(Optional.of(server.writeKubeconfig(directory))));
      bean = context.start().getBean(NodeWatch.class);
      bean.start(heard);
      awaitSight();
      server.annotate("a", "b");
      awaitSight();
    }
    await().until(bean::ended);
  }

  /** The client library throws no IOException where the file of a token is away. */
  @Test
  void aClientThatFailsInAnotherWayIsAskedAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    ApiClient client = SignIn.with(Optional.of(server.writeKubeconfig(directory)));
    client.setHttpClient(
        client
            .getHttpClient()
            .newBuilder()
            .addInterceptor(
                chain -> {
                  if (calls.incrementAndGet() <= 2) {
                    throw new IllegalStateException("the token's file is away");
                  }
                  return chain.proceed(chain.request());
                })
            .build());
    try (NodeWatch other =
        new NodeWatch(new NodeApi(client, NAME, PATIENCE), supervisor, PATIENCE)) {
      other.start(heard);
      awaitSight();
      assertThat(heard.troubles()).singleElement().asString().contains("the token's file is away");
    }
  }

  @Test
  void asksNothingWhileNothingChanges() {
    startWatching();
    int requests = server.requests();
    await().during(QUIET).until(() -> server.requests() == requests);
    assertThat(heard.words()).hasSize(1);
  }

  @Test
  void aWatchThatEndsGoesOnFromWhereItWas() {
    startWatching();
    server.annotate("a", "b");
    awaitSight();
    server.endWatches();
    server.annotate("a", "c");
    awaitSight();
    assertThat(server.requests(Verb.LIST)).isEqualTo(1);
    assertThat(server.watchedFrom()).hasSize(2).doesNotHaveDuplicates();
    assertThat(heard.troubles()).isEmpty();
  }

  /**
   * The Node itself may not change for hours, and without bookmarks the last known version would be
   * too old by then.
   */
  @Test
  void aBookmarkMovesTheVersionOn() {
    startWatching();
    server.bookmark();
    server.compact();
    server.endWatches();
    await().until(() -> server.requests(Verb.WATCH) == 2);
    server.annotate("a", "b");
    awaitSight();
    assertThat(server.requests(Verb.LIST)).isEqualTo(1);
    assertThat(heard.words()).hasSize(2);
  }

  @Test
  void item65AVersionThatIsTooOldIsReadAnew() {
    startWatching();
    server.expireWatches();
    await().until(() -> server.requests(Verb.LIST) == 2);
    await().until(() -> server.openWatches() == 1);
    server.annotate("a", "b");
    awaitSight();
    assertThat(heard.troubles()).isEmpty();
  }

  @Test
  void aVersionThatIsTooOldToBeginWithIsReadAnew() {
    startWatching();
    server.refuse(Verb.WATCH, 410, "too old resource version");
    server.endWatches();
    await().until(() -> server.requests(Verb.LIST) >= 2);
    server.allow(Verb.WATCH);
    server.annotate("a", "b");
    awaitSight();
    assertThat(heard.troubles()).isEmpty();
  }

  /** Happens behind a proxy that allows no long answers. */
  @Test
  void watchesThatEndAtOnceAreRepeatedWithAPause() {
    startWatching();
    int rounds = 10;
    long began = System.nanoTime();
    for (int round = 1; round <= rounds; round++) {
      int next = round + 1;
      server.endWatches();
      await().pollInterval(Duration.ofMillis(1)).until(() -> server.requests(Verb.WATCH) == next);
    }
    Duration least = PATIENCE.firstRetry().multipliedBy(rounds).multipliedBy(4).dividedBy(5);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(least);
  }

  @Test
  void aDroppedConnectionIsReportedOnceAndTheNodeIsReadAgain() throws IOException {
    startWatching();
    // OkHttp itself repeats a request whose answer has not begun.
    server.annotate("a", "b");
    awaitSight();
    server.refuse(Verb.LIST, 503, "etcd has no leader");
    server.dropConnections();
    await().until(() -> server.requests(Verb.LIST) >= 4);
    assertThat(heard.troubles()).hasSize(1);
    assertThat(heard.troubles().getFirst()).startsWith("the API server cannot be reached: ");
    server.allow(Verb.LIST);
    awaitSight();
    assertThat(heard.words()).hasSize(4);
  }

  @Test
  void item65AServerThatGoesAwayAndComesBackIsReportedOnceEach() throws IOException {
    startWatching();
    server.stop();
    await().until(heard::isBlind);
    await().during(QUIET).until(() -> heard.troubles().size() == 1);
    server.annotate("changed", "while it was away");
    server.start();
    awaitSight();
    assertThat(heard.words()).hasSize(3);
  }

  @Test
  void aServerThatIsAwayAtTheStartIsWaitedFor() throws IOException {
    server.stop();
    start();
    await().until(heard::isBlind);
    server.start();
    awaitSight();
    assertThat(heard.words()).hasSize(2);
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUpAfterAWhile() {
    server.hang();
    start();
    await().until(heard::isBlind);
    await().until(() -> server.requests(Verb.LIST) >= 2);
    assertThat(heard.troubles()).hasSize(1);
    server.answerAgain();
    awaitSight();
  }

  @Test
  void aDeletedNodeIsReportedAndAwaited() {
    startWatching();
    NodeFacts facts = server.facts();
    server.delete();
    await().until(heard::isBlind);
    assertThat(heard.troubles()).containsExactly("the Node node1 was deleted");
    server.create(facts);
    await().until(() -> heard.sees(facts));
    assertThat(server.requests(Verb.LIST)).isEqualTo(1);
  }

  @Test
  void stopsPromptlyWhileItWatches() {
    startWatching();
    watch.close();
    await().atMost(Duration.ofSeconds(2)).until(watch::ended);
    assertThat(heard.troubles()).isEmpty();
  }

  @Test
  void stopsPromptlyWhileItWaits() throws IOException {
    server.stop();
    start();
    await().until(heard::isBlind);
    watch.close();
    await().atMost(Duration.ofSeconds(2)).until(watch::ended);
  }

  @Test
  void stopsPromptlyWhileTheServerHangs() {
    server.hang();
    start();
    await().until(() -> server.requests(Verb.LIST) == 1);
    watch.close();
    await().atMost(Duration.ofMillis(600)).until(watch::ended);
    assertThat(heard.words()).isEmpty();
  }
}
