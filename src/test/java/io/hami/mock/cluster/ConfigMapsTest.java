package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.ConfigWriter;
import io.hami.mock.port.Supervisor;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ConfigMaps and Events on an API server that permits no watches. */
class ConfigMapsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofMillis(700),
          Duration.ofMinutes(10),
          Duration.ofMillis(20),
          Duration.ofMillis(50),
          Duration.ofMillis(50));

  private final MockWebServer server = new MockWebServer();
  private final Map<String, ObjectNode> objects = new ConcurrentHashMap<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<ConfigSource.Nearby> around = new CopyOnWriteArrayList<>();
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private volatile int refusal;
  private volatile Runnable beforeWrite = () -> {};
  private int version;
  private ApiClient client = new ApiClient();
  private ConfigMaps maps = new ConfigMaps(client, new Supervisor(), PATIENCE);

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            try {
              return answer(request);
            } catch (IOException broken) {
              return FakeAnswers.status(400, "broken");
            }
          }
        });
    server.start(InetAddress.getLoopbackAddress(), 0);
    client = new ClientBuilder().setBasePath(server.url("/").toString()).build();
    maps = new ConfigMaps(client, new Supervisor(), PATIENCE);
  }

  @AfterEach
  void close() {
    maps.close();
    server.close();
  }

  private MockResponse answer(RecordedRequest request) throws IOException {
    if (refusal != 0) {
      return FakeAnswers.status(refusal, "not for you");
    }
    if ("true".equals(request.getUrl().queryParameter("watch"))) {
      return FakeAnswers.status(403, "watch is forbidden");
    }
    String path = request.getUrl().encodedPath();
    if ("GET".equals(request.getMethod())) {
      String selected = request.getUrl().queryParameter("fieldSelector");
      boolean everywhere = path.equals("/api/v1/configmaps");
      if (everywhere || request.getUrl().queryParameter("limit") != null) {
        return some(everywhere ? "" : path, everywhere ? selected : null);
      }
      Optional<ObjectNode> found =
          Optional.ofNullable(
              objects.get(
                  selected == null ? path : path + "/" + selected.replace("metadata.name=", "")));
      if (selected != null) {
        return FakeAnswers.json(
            200,
            "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
                + found.map(Object::toString).orElse("")
                + "]}");
      }
      return found
          .map(object -> FakeAnswers.json(200, object.toString()))
          .orElseGet(() -> FakeAnswers.status(404, "not found"));
    }
    return written(request, path);
  }

  /** All objects below {@code path}, or all with the selected name. */
  private MockResponse some(String path, @Nullable String selected) {
    String items =
        objects.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(path))
            .filter(
                entry ->
                    selected == null
                        || entry.getKey().endsWith("/" + selected.replace("metadata.name=", "")))
            .map(entry -> entry.getValue().toString())
            .collect(Collectors.joining(","));
    return FakeAnswers.json(200, "{\"kind\":\"List\",\"items\":[" + items + "]}");
  }

  private MockResponse written(RecordedRequest request, String path) throws IOException {
    String body = request.getBody() == null ? "" : request.getBody().utf8();
    JsonNode sent = JSON.readTree(body);
    beforeWrite.run();
    writes.add(request.getMethod() + " " + body);
    boolean post = "POST".equals(request.getMethod());
    String at = post ? path + "/" + sent.at("/metadata/name").asText() : path;
    ObjectNode now = objects.get(at);
    if (post == (now != null)) {
      return FakeAnswers.status(post ? 409 : 404, post ? "already exists" : "not found");
    }
    String expected = sent.at("/metadata/resourceVersion").asText("");
    if (now != null
        && !expected.isEmpty()
        && !expected.equals(now.at("/metadata/resourceVersion").asText())) {
      return FakeAnswers.status(409, "the object has been modified");
    }
    ObjectNode next = now == null ? JSON.createObjectNode() : now;
    JSON.readerForUpdating(next).readValue(sent.toString());
    objects.put(at, next);
    return FakeAnswers.json(200, next.toString());
  }

  private void put(String text) {
    ObjectNode object = JSON.createObjectNode();
    object.putObject("metadata").put("name", "m").put("resourceVersion", "" + ++version);
    object.putObject("data").put("config.yaml", text).put("other", "x");
    objects.put("/api/v1/namespaces/ns/configmaps/m", object);
  }

  private String stored() {
    return Optional.ofNullable(objects.get("/api/v1/namespaces/ns/configmaps/m"))
        .map(object -> object.path("data").path("config.yaml").asText())
        .orElse("");
  }

  private final class Listener implements ConfigSource.Listener {
    @Override
    public void text(String text) {
      told.add("text " + text);
    }

    @Override
    public void absent() {
      told.add("absent");
    }

    @Override
    public void nearby(ConfigSource.Nearby there) {
      around.add(there);
    }

    @Override
    public void forbidden(String why) {
      told.add("forbidden");
    }

    @Override
    public void unavailable(String why) {
      told.add("unavailable");
    }
  }

  private void awaitLast(String word) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(told).isNotEmpty().last().isEqualTo(word));
  }

  @Test
  void reportsTheTextItsChangesAndItsDeletion() {
    ConfigSource source = maps.watch("ns", "m", "config.yaml");
    assertThat(source.origin()).isEqualTo("ConfigMap ns/m");
    source.start(new Listener());
    awaitLast("absent");
    put("a");
    awaitLast("text a");
    put("a");
    put("b");
    awaitLast("text b");
    objects.clear();
    awaitLast("absent");
    assertThat(told).containsExactly("absent", "text a", "text b", "absent");
  }

  private void put(String namespace, String name) {
    ObjectNode object = JSON.createObjectNode();
    object.putObject("metadata").put("name", name).put("namespace", namespace);
    object.putObject("data").put("config.yml", "x");
    objects.put("/api/v1/namespaces/%s/configmaps/%s".formatted(namespace, name), object);
  }

  @Test
  void whatIsAroundAMissingConfigMapIsReported() {
    put("other", "m");
    put("ns", "mm");
    maps.watch("ns", "m", "config.yaml").start(new Listener());
    await()
        .untilAsserted(
            () ->
                assertThat(around)
                    .containsExactly(
                        new ConfigSource.Nearby(
                            Optional.empty(), List.of("other"), List.of("mm"))));
    assertThat(told).containsExactly("absent");
    assertThat(maps.nearby("ns", "m")).isEqualTo(around.getFirst());
  }

  @Test
  void aMissingKeyIsReportedWithTheKeysThatAreThere() {
    put("ns", "m");
    maps.watch("ns", "m", "config.yaml").start(new Listener());
    await()
        .untilAsserted(
            () ->
                assertThat(around)
                    .containsExactly(
                        new ConfigSource.Nearby(
                            Optional.of(List.of("config.yml")), List.of(), List.of())));
    assertThat(maps.nearby("ns", "m")).isEqualTo(around.getFirst());
  }

  @Test
  void aReloadReportsTheSameTextAgain() {
    put("a");
    ConfigSource source = maps.watch("ns", "m", "config.yaml");
    source.start(new Listener());
    awaitLast("text a");
    source.reload();
    await().untilAsserted(() -> assertThat(told).containsExactly("text a", "text a"));
  }

  @Test
  void aMissingRightAndAnApiServerInTroubleAreToldApart() {
    put("a");
    refusal = 403;
    maps.watch("ns", "m", "config.yaml").start(new Listener());
    awaitLast("forbidden");
    refusal = 0;
    awaitLast("text a");
    refusal = 500;
    awaitLast("unavailable");
    refusal = 0;
    awaitLast("text a");
  }

  @Test
  void readsOnce() throws IOException {
    assertThat(maps.read("ns", "m", "config.yaml")).isEmpty();
    put("a");
    assertThat(maps.read("ns", "m", "config.yaml")).hasValue("a");
    assertThat(maps.read("ns", "m", "nothing")).isEmpty();
  }

  @Test
  void writesOneKeyAndMakesTheMapWhereThereIsNone() throws IOException {
    ConfigWriter writer = maps.writer("ns", "m", "config.yaml");
    writer.write(text -> text + "new");
    assertThat(stored()).isEqualTo("new");
    put("a: 1");
    writer.write(text -> text + "\nb: 2");
    assertThat(stored()).isEqualTo("a: 1\nb: 2");
    assertThat(writes.getLast()).doesNotContain("other");
  }

  @Test
  void anotherWritersChangeIsReadAndKept() throws IOException {
    put("a");
    beforeWrite =
        () -> {
          beforeWrite = () -> {};
          put("theirs");
        };
    maps.writer("ns", "m", "config.yaml").write(text -> text + " and ours");
    assertThat(stored()).isEqualTo("theirs and ours");
  }

  @Test
  void aWriteThatIsForbiddenNamesTheRight() {
    refusal = 403;
    assertThatThrownBy(() -> maps.writer("ns", "m", "config.yaml").write(text -> text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "in the namespace ns grant 'get' on configmaps (k8s-mock-rbac-features.yaml, or the"
                + " chart's persist.enabled)");
  }

  @Test
  void anEventIsWrittenOnceForTheSameWordsAndCountedByTheNextInstance() {
    NodeName node = new NodeName("node1");
    try (ClusterEvents events = new ClusterEvents(client, node, new Supervisor(), PATIENCE);
        ClusterEvents next = new ClusterEvents(client, node, new Supervisor(), PATIENCE)) {
      events.warn("ConfigRejected", "bad");
      events.warn("ConfigRejected", "bad");
      events.warn("ConfigRejected", "worse");
      await().until(() -> writes.size() == 2);
      assertThat(objects.values())
          .allSatisfy(
              event -> {
                assertThat(event.at("/involvedObject/uid").asText()).isEqualTo("node1");
                assertThat(event.path("type").asText()).isEqualTo("Warning");
              });
      next.warn("ConfigRejected", "bad");
      await()
          .untilAsserted(
              () ->
                  assertThat(objects.values())
                      .extracting(event -> event.path("count").asInt())
                      .containsExactlyInAnyOrder(2, 1));
    }
  }
}
