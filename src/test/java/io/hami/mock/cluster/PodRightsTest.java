package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.util.ClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API server says about the rights on pods. */
class PodRightsTest {
  private final MockWebServer server = new MockWebServer();
  private ClusterPods pods;

  @BeforeEach
  void serve() throws IOException {
    server.start(InetAddress.getLoopbackAddress(), 0);
    pods =
        new ClusterPods(
            new ClientBuilder().setBasePath("http://127.0.0.1:" + server.getPort()).build(),
            new NodeName("node1"),
            FollowedNode.PATIENCE);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void answer(int code, String body) {
    server.enqueue(
        new MockResponse.Builder()
            .code(code)
            .setHeader("Content-Type", "application/json")
            .body(body)
            .build());
  }

  private void allows(boolean... verbs) {
    for (boolean allowed : verbs) {
      answer(201, "{\"status\":{\"allowed\":" + allowed + "}}");
    }
  }

  @Test
  void whatIsMissingIsNamedWithTheFileThatGrantsIt() throws Exception {
    allows(true, false, false);
    assertThat(pods.missingRights())
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("grant 'list', 'patch' on pods", "k8s-mock-rbac-features.yaml"));
    RecordedRequest first = server.takeRequest();
    assertThat(first.getBody() == null ? "" : first.getBody().utf8())
        .contains("\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\"}");
  }

  @Test
  void nothingIsMissingWhereAllIsAllowed() throws Exception {
    allows(true, true, true);
    assertThat(pods.missingRights()).isEmpty();
  }

  @Test
  void anApiServerThatDoesNotAnswerIsNoMissingRight() {
    answer(500, "{}");
    assertThatThrownBy(() -> pods.missingRights()).isInstanceOf(IOException.class);
  }
}
