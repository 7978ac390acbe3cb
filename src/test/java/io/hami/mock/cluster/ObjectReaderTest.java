package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import io.hami.mock.cluster.ObjectReader.Event;
import io.hami.mock.cluster.ObjectReader.Read;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.ListedNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectReaderTest {
  private static final NodeFacts FACTS =
      new NodeFacts(
          "node1",
          Map.of("hami.io/node-nvidia-register", "[{\"id\":\"GPU-ä\\u0001\"}]", "empty", ""),
          Map.of("kubernetes.io/hostname", "node1"),
          Map.of("cpu", "64", "nvidia.com/gpu", "8"),
          Map.of("cpu", "63500m", "nvidia.com/gpu", "7"),
          new KubeletVersion(1, 37));

  private static FakeNode node() {
    FakeNode node = new FakeNode("node1");
    node.set(FACTS);
    return node;
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Read read(String text) throws IOException {
    try (JsonParser json = ObjectReader.parser(stream(text))) {
      return ObjectReader.read(json);
    }
  }

  private static List<Event> events(String text) throws IOException {
    List<Event> events = new ArrayList<>();
    try (JsonParser json = ObjectReader.parser(stream(text))) {
      Optional<Event> event = ObjectReader.next(json);
      while (event.isPresent()) {
        events.add(event.get());
        event = ObjectReader.next(json);
      }
    }
    return events;
  }

  @Test
  void readsTheNeededFieldsOfANode() throws IOException {
    assertThat(read(node().json())).isEqualTo(read("1001", Optional.of(FACTS), "", 0));
  }

  @Test
  void readsTheNodeOfAListAndTheListsOwnVersion() throws IOException {
    FakeNode node = node();
    node.bookmark();
    assertThat(read(node.list(true))).isEqualTo(read("1002", Optional.of(FACTS), "", 0));
    assertThat(read(node.list(false))).isEqualTo(read("1002", Optional.empty(), "", 0));
  }

  @Test
  void takesTheFirstOfSeveral() throws IOException {
    assertThat(
            read("""
            {"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}],
             "metadata":{"resourceVersion":"7"}}\
            """)
                .node())
        .hasValueSatisfying(node -> assertThat(node.name()).isEqualTo("a"));
  }

  @Test
  void readsAStatus() throws IOException {
    assertThat(
            read(
                """
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
                 "message":"nodes \\"x\\" not found","reason":"NotFound",
                 "details":{"name":"x","causes":[{"message":"inner"}]},"code":404}\
                """))
        .isEqualTo(read("", Optional.empty(), "nodes \"x\" not found", 404));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"metadata\":{\"name\":\"node1\"}}",
        "{\"metadata\":{\"name\":\"node1\",\"annotations\":null,\"labels\":null},\"status\":null}",
        "{\"status\":{\"capacity\":null,\"allocatable\":{}},\"metadata\":{\"name\":\"node1\"}}",
        "{\"metadata\":{\"name\":\"node1\"},\"spec\":{\"metadata\":{\"name\":\"other\"}}}"
      })
  void missingFieldsAreEmpty(String text) throws IOException {
    assertThat(read(text).node())
        .hasValue(new NodeFacts("node1", Map.of(), Map.of(), Map.of(), Map.of()));
  }

  @Test
  void nullMetadataDoesNotMakeOtherFieldsMetadata() throws IOException {
    assertThat(read("{\"metadata\":null,\"name\":\"x\",\"message\":\"hello\",\"code\":5}"))
        .isEqualTo(read("", Optional.empty(), "hello", 5));
  }

  @Test
  void readsEventsOneAfterAnother() throws IOException {
    FakeNode node = node();
    String lines =
        FakeNode.line("ADDED", node.json())
            + node.bookmark().line()
            + node.delete().line()
            + FakeNode.line("ERROR", "{\"kind\":\"Status\",\"code\":410,\"message\":\"too old\"}");
    assertThat(events(lines))
        .containsExactly(
            new Event("ADDED", read("1001", Optional.of(FACTS), "", 0)),
            new Event("BOOKMARK", read("1002", Optional.empty(), "", 0)),
            new Event("DELETED", read("1003", Optional.of(FACTS), "", 0)),
            new Event("ERROR", read("", Optional.empty(), "too old", 410)));
  }

  @Test
  void theOrderOfAnEventsFieldsDoesNotMatter() throws IOException {
    assertThat(
            events("{\"new\":[{}],\"object\":{\"metadata\":{\"name\":\"a\"}},\"type\":\"ADDED\"}"))
        .singleElement()
        .satisfies(event -> assertThat(event.type()).isEqualTo("ADDED"))
        .satisfies(event -> assertThat(event.object().node()).isPresent());
  }

  /** As an API server records it; the dot stands for the map itself. */
  @Test
  void aPageHasItsNodesTheirWritersAndWhereItEnds() throws IOException {
    String page =
        """
        {"kind":"NodeList","metadata":{"resourceVersion":"9","continue":"abc","remainingItemCount":7},
         "items":[
          {"metadata":{"name":"n1","annotations":{"a":"1","b":"2"},"managedFields":[
            {"manager":"kubelet","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:b":{}},
              "f:labels":{"f:a":{}}},"f:status":{"f:capacity":{".":{},"f:cpu":{},"f:x/y":{}}}}},
            {"manager":"hami-mock-device-plugin","fieldsV1":{"f:metadata":{"f:annotations":{"f:a":{},
              "f:b":{}}},"f:status":{"f:capacity":{"f:nvidia.com/gpumem":{}}}},"subresource":"status"}]},
           "status":{"capacity":{"nvidia.com/gpumem":"655360"}}},
          {"metadata":{"name":"n2","managedFields":null}}]}
        """;
    List<ListedNode> nodes = new ArrayList<>();
    try (JsonParser json = ObjectReader.parser(stream(page))) {
      assertThat(ObjectReader.page(json, nodes::add)).isEqualTo("abc");
    }

    assertThat(nodes).extracting(node -> node.facts().name()).containsExactly("n1", "n2");
    ListedNode first = nodes.getFirst();
    assertThat(first.writers())
        .isEqualTo(
            Map.of(
                "a", Set.of("hami-mock-device-plugin"),
                "b", Set.of("hami-mock-device-plugin", "kubelet")));
    assertThat(first.facts().writers())
        .isEqualTo(Map.of("nvidia.com/gpumem", "hami-mock-device-plugin", "x/y", "kubelet"));
    assertThat(nodes.getLast().writers()).isEmpty();
  }

  /** A watch may send nothing for hours: an event must not wait for the next one. */
  @Test
  void anEventIsReadAsSoonAsItIsThere() throws IOException {
    InputStream line = stream(FakeNode.line("ADDED", node().json()).stripTrailing());
    InputStream silence =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read on though the event was complete");
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            return read();
          }
        };
    try (InputStream body = new SequenceInputStream(line, silence);
        JsonParser json = ObjectReader.parser(body)) {
      assertThat(ObjectReader.next(json)).isPresent();
    }
  }

  @Test
  void aStreamWithoutEventsEnds() throws IOException {
    assertThat(events("")).isEmpty();
    assertThat(events("\n\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>502 Bad Gateway</html>",
        "no healthy upstream",
        "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"no",
        "{\"type\":\"ADDED\",\"object\":{\"metadata\":{"
      })
  void brokenTextIsAnIoException(String text) {
    assertThatThrownBy(() -> events(text)).isInstanceOf(IOException.class);
  }

  private static Read read(String version, Optional<NodeFacts> node, String message, int code) {
    return new Read(version, node, Map.of(), 0, message, code);
  }

  @Test
  void readsTheDataOfAConfigMapAndTheCountOfAnEvent() throws IOException {
    String map = "{\"metadata\":{\"name\":\"m\"},\"data\":{\"config.yaml\":\"a: 1\"}}";
    assertThat(read(map).data()).isEqualTo(Map.of("config.yaml", "a: 1"));
    assertThat(read("{\"metadata\":{},\"items\":[" + map + "]}"))
        .satisfies(
            list -> {
              assertThat(list.present()).isTrue();
              assertThat(list.data()).containsKey("config.yaml");
            });
    assertThat(read("{\"metadata\":{\"name\":\"e\"},\"count\":3}").count()).isEqualTo(3);
  }
}
