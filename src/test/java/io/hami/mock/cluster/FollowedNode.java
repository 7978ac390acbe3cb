package io.hami.mock.cluster;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hami.mock.port.Supervisor;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A Node on a fake API server, and the watch that follows it. */
abstract class FollowedNode {
  static final NodeName NAME = new NodeName("node1");
  static final Duration QUIET = Duration.ofMillis(400);

  /** Short retries and polls, and a short wait for an answer. */
  static final Patience PATIENCE =
      new Patience(
          Duration.ofMillis(700),
          Duration.ofMinutes(10),
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(100));

  final Heard heard = new Heard();
  final Supervisor supervisor = new Supervisor();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  @TempDir Path directory;
  FakeApiServer server;
  NodeWatch watch;

  @BeforeEach
  void serve() throws IOException {
    server = server();
    server.annotate("hami.io/node-nvidia-register", "[]");
    server.resource("nvidia.com/gpu", "8", "8");
    watch = watch(server);
    log.start();
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(NodeWatch.class)).addAppender(log);
  }

  @AfterEach
  void close() throws IOException {
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(NodeWatch.class)).detachAppender(log);
    watch.close();
    await().until(watch::ended);
    server.close();
  }

  FakeApiServer server() throws IOException {
    return FakeApiServer.https(NAME.value());
  }

  NodeWatch watch(FakeApiServer server) throws IOException {
    return new NodeWatch(new NodeApi(client(server), NAME, PATIENCE), supervisor, PATIENCE);
  }

  NodeWatch watch(FakeApiServer server, String name) throws IOException {
    return new NodeWatch(
        new NodeApi(client(server), new NodeName(name), PATIENCE), supervisor, PATIENCE);
  }

  private ApiClient client(FakeApiServer server) throws IOException {
    return SignIn.with(Optional.of(server.writeKubeconfig(directory)));
  }

  void start() {
    watch.start(heard);
  }

  void awaitSight() {
    await().until(() -> heard.sees(server.facts()));
  }

  void startWatching() {
    start();
    awaitSight();
    await().until(() -> server.openWatches() == 1);
  }

  List<String> warnings() {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel().levelStr.equals("WARN"))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
