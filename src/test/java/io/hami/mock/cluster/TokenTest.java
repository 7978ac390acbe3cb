package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.hami.mock.cluster.FakeApiServer.Verb;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * A plugin that signs in with a token never logs or reports it, whatever the API server answers.
 */
class TokenTest extends FollowedNode {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final ListAppender<ILoggingEvent> everything = new ListAppender<>();

  @Override
  FakeApiServer server() throws IOException {
    return FakeApiServer.withToken(NAME.value());
  }

  @BeforeEach
  void listen() {
    everything.start();
    root.addAppender(everything);
    root.setLevel(Level.TRACE);
  }

  @AfterEach
  void restore() {
    root.setLevel(before);
    root.detachAppender(everything);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 500})
  void theTokenIsInNoRecordOfTheLog(int code) {
    server.refuse(Verb.LIST, code, "no");
    server.refuse(Verb.WATCH, code, "no");
    server.refuse(Verb.GET, code, "no");
    start();
    await().until(() -> server.requests(Verb.LIST) + server.requests(Verb.GET) >= 3);
    server.allow(Verb.LIST);
    server.allow(Verb.WATCH);
    server.allow(Verb.GET);
    awaitSight();
    assertThat(List.copyOf(everything.list)).isNotEmpty().noneMatch(TokenTest::tells);
    assertThat(heard.words().toString()).doesNotContain(FakeCredentials.TOKEN);
  }

  private static boolean tells(ILoggingEvent event) {
    return event.getFormattedMessage().contains(FakeCredentials.TOKEN)
        || (event.getThrowableProxy() != null
            && ThrowableProxyUtil.asString(event.getThrowableProxy())
                .contains(FakeCredentials.TOKEN));
  }
}
