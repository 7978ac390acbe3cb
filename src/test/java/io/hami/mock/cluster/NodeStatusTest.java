package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import io.hami.mock.port.NodeWriter.Answer;
import io.kubernetes.client.util.ClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests that the route through the Node's status sends. */
class NodeStatusTest {
  private static final ResourceName MEMORY = ResourceName.parse("nvidia.com/gpumem");
  private static final ResourceName OLD = ResourceName.parse("example.com/old");

  private final MockWebServer server = new MockWebServer();
  private final List<Object> answers = new CopyOnWriteArrayList<>();
  private NodeWrites writes;

  @BeforeEach
  void serve() throws IOException {
    server.start(InetAddress.getLoopbackAddress(), 0);
    writes =
        new NodeWrites(
            new ClientBuilder().setBasePath("http://127.0.0.1:" + server.getPort()).build(),
            new NodeName("node1"),
            FollowedNode.PATIENCE);
  }

  @AfterEach
  void close() {
    writes.close();
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

  private Object heard() {
    await().until(() -> !answers.isEmpty());
    return answers.getLast();
  }

  @Test
  void item67PatchesExactlyItsKeysOfTheStatus() throws Exception {
    answer(200, "{}");
    writes.write(
        Map.of(MEMORY, Optional.of(1_155_072L), OLD, Optional.empty()),
        Map.of("mock.hami.io/node-status", Optional.of("nvidia.com/gpumem")),
        answers::add);
    assertThat(heard()).isEqualTo(new Answer.Written());
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("PATCH");
    assertThat(request.getUrl().encodedPath()).isEqualTo("/api/v1/nodes/node1/status");
    assertThat(request.getHeaders().get("Content-Type")).startsWith("application/merge-patch+json");
    String quantities = "{\"nvidia.com/gpumem\":\"1155072\",\"example.com/old\":null}";
    assertThat(
            new ObjectMapper().readTree(request.getBody() == null ? "" : request.getBody().utf8()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"metadata\":{\"annotations\":{\"mock.hami.io/node-status\":\"nvidia.com/gpumem\"}},"
                        + "\"status\":{\"capacity\":%s,\"allocatable\":%s}}"
                            .formatted(quantities, quantities)));
  }

  @Test
  void namesTheRightThatIsMissing() {
    answer(403, "{\"kind\":\"Status\",\"message\":\"nodes/status is forbidden\",\"code\":403}");
    writes.write(Map.of(MEMORY, Optional.of(1L)), Map.of(), answers::add);
    assertThat(heard())
        .isInstanceOfSatisfying(
            Answer.Forbidden.class,
            forbidden -> assertThat(forbidden.why()).contains("grant 'patch' on nodes/status"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          201 | {"kind":"SelfSubjectAccessReview","spec":{"allowed":false},"status":{"allowed":true,"reason":"x"}} | Granted
          201 | {"status":{"allowed":false,"denied":false},"spec":{"allowed":true}}                                | Missing
          201 | {"status":{"nested":{"allowed":true}}}                                                              | Missing
          201 | {}                                                                                                   | Missing
          201 | no JSON                                                                                              | Unknown
          500 | {"kind":"Status","message":"broken","code":500}                                                     | Unknown
          403 | {"kind":"Status","message":"not even that","code":403}                                              | Unknown
          """)
  void asksTheApiServerForItsRight(int code, String body, String expected) throws Exception {
    answer(code, body);
    writes.ask(answers::add);
    assertThat(heard()).isInstanceOf(StatusRight.class);
    assertThat(heard().getClass().getSimpleName()).isEqualTo(expected);
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getUrl().encodedPath())
        .isEqualTo("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
    assertThat(
            new ObjectMapper()
                .readTree(request.getBody() == null ? "" : request.getBody().utf8())
                .at("/spec"))
        .hasToString(
            "{\"resourceAttributes\":{\"verb\":\"patch\",\"resource\":\"nodes\",\"subresource\":\"status\","
                + "\"name\":\"node1\"}}");
  }
}
