package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hami.mock.port.NodeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;

/**
 * An API server with many Nodes: pages of a list, label selectors of one equality, JSON patches of
 * a Node and of its status, and the managers of each annotation and each quantity.
 */
public final class FakeFleet implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NODES = "/api/v1/nodes";
  private static final String STATUS = "/status";

  private final MockWebServer server = new MockWebServer();
  private final NavigableMap<String, ObjectNode> nodes = new TreeMap<>();
  private final Map<String, MockResponse> refusals = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private Optional<Consumer<String>> beforePatch = Optional.empty();
  private boolean expired;

  public FakeFleet() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start(InetAddress.getLoopbackAddress(), 0);
  }

  /** The server's address. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** Writes {@code kubeconfig} into {@code directory}. */
  public Path writeKubeconfig(Path directory) throws IOException {
    return FakeCredentials.writePlainKubeconfig(directory, url());
  }

  @Override
  public void close() {
    server.close();
  }

  /** Creates an empty Node. */
  public synchronized FakeFleet node(String name) {
    ObjectNode node = JSON.createObjectNode().put("kind", "Node").put("apiVersion", "v1");
    ObjectNode metadata = node.putObject("metadata").put("name", name);
    metadata.putObject("annotations");
    metadata.putObject("labels");
    ObjectNode status = node.putObject("status");
    status.putObject("capacity");
    status.putObject("allocatable");
    nodes.put(name, node);
    return this;
  }

  public synchronized FakeFleet label(String name, String key, String value) {
    ((ObjectNode) object(name).at("/metadata/labels")).put(key, value);
    return this;
  }

  /** Writes an annotation as this plugin does. */
  public FakeFleet annotate(String name, String key, String value) {
    return annotate(name, key, value, NodeStatus.FIELD_MANAGER);
  }

  /** Writes an annotation as {@code manager} does. */
  public synchronized FakeFleet annotate(String name, String key, String value, String manager) {
    ((ObjectNode) object(name).at("/metadata/annotations")).put(key, value);
    own(name, manager, "f:metadata", "f:annotations", key);
    return this;
  }

  /** Writes a quantity as this plugin does. */
  public FakeFleet number(String name, String resource, String quantity) {
    return number(name, resource, quantity, NodeStatus.FIELD_MANAGER);
  }

  /** Writes a quantity as {@code manager} does. */
  public synchronized FakeFleet number(
      String name, String resource, String quantity, String manager) {
    for (String part : List.of("capacity", "allocatable")) {
      ((ObjectNode) object(name).at(STATUS + "/" + part)).put(resource, quantity);
    }
    own(name, manager, "f:status", "f:capacity", resource);
    return this;
  }

  private void own(String name, String manager, String outer, String inner, String field) {
    ArrayNode entries = ((ObjectNode) object(name).path("metadata")).withArray("managedFields");
    for (Iterator<JsonNode> all = entries.elements(); all.hasNext(); ) {
      if (all.next().at("/fieldsV1/" + outer + "/" + inner) instanceof ObjectNode fields) {
        fields.remove("f:" + field);
      }
    }
    ObjectNode fields = entries.addObject().put("manager", manager).putObject("fieldsV1");
    fields.putObject(outer).putObject(inner).putObject("f:" + field);
  }

  public synchronized FakeFleet delete(String name) {
    nodes.remove(name);
    return this;
  }

  /** A Node as it is now. */
  public synchronized JsonNode object(String name) {
    JsonNode node = nodes.get(name);
    if (node == null) {
      throw new AssertionError("there is no Node " + name);
    }
    return node;
  }

  /** The keys of a Node's annotations. */
  public synchronized List<String> annotations(String name) {
    return keys(object(name).at("/metadata/annotations"));
  }

  /** The names in a Node's capacity. */
  public synchronized List<String> capacity(String name) {
    return keys(object(name).at("/status/capacity"));
  }

  /** The names in a Node's allocatable. */
  public synchronized List<String> allocatable(String name) {
    return keys(object(name).at("/status/allocatable"));
  }

  private static List<String> keys(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).sorted().toList();
  }

  /**
   * Refuses requests from now on.
   *
   * @param what the method and the path, such as {@code GET /api/v1/nodes}
   */
  public synchronized FakeFleet refuse(String what, int code, String message) {
    refusals.put(what, FakeAnswers.status(code, message));
    return this;
  }

  /**
   * Calls {@code then} with a Node's name before each patch, as another writer would be quicker.
   */
  public synchronized FakeFleet beforePatch(Consumer<String> then) {
    beforePatch = Optional.of(then);
    return this;
  }

  /** Refuses the next page that continues a list, since it began too long ago. */
  public synchronized FakeFleet expire() {
    expired = true;
    return this;
  }

  /** The requests so far: method, path and query. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private synchronized MockResponse answer(RecordedRequest request) {
    HttpUrl url = request.getUrl();
    String path = url.encodedPath();
    String query = url.query() == null ? "" : "?" + url.query();
    requests.add(request.getMethod() + " " + path + query);
    MockResponse refusal = refusals.get(request.getMethod() + " " + path);
    if (refusal != null) {
      return refusal;
    }
    if (path.equals(NODES)) {
      return list(url);
    }
    boolean status = path.endsWith(STATUS);
    String name =
        path.substring(NODES.length() + 1, path.length() - (status ? STATUS.length() : 0));
    boolean patch = "PATCH".equals(request.getMethod());
    if (patch) {
      beforePatch.ifPresent(then -> then.accept(name));
    }
    ObjectNode node = nodes.get(name);
    if (node == null) {
      return FakeAnswers.status(404, "nodes \\\"" + name + "\\\" not found");
    }
    if (patch) {
      Optional<ObjectNode> patched = patched(node, FakePatch.of(request), status);
      if (patched.isEmpty()) {
        return FakeAnswers.status(422, "the server rejected our request");
      }
      nodes.put(name, patched.get());
      return FakeAnswers.json(200, patched.get().toString());
    }
    return FakeAnswers.json(200, node.toString());
  }

  private MockResponse list(HttpUrl url) {
    String from = Optional.ofNullable(url.queryParameter("continue")).orElse("");
    if (!from.isEmpty() && expired) {
      expired = false;
      return FakeAnswers.status(410, "The provided continue parameter is too old");
    }
    String selector = Optional.ofNullable(url.queryParameter("labelSelector")).orElse("");
    if (selector.startsWith("=")) {
      return FakeAnswers.status(400, "unable to parse requirement");
    }
    int limit = Integer.parseInt(Optional.ofNullable(url.queryParameter("limit")).orElse("99999"));
    ObjectNode list = JSON.createObjectNode().put("kind", "NodeList");
    ObjectNode metadata = list.putObject("metadata");
    ArrayNode items = list.putArray("items");
    for (ObjectNode node : nodes.tailMap(from, false).values()) {
      if (items.size() == limit) {
        metadata.put("continue", items.get(limit - 1).at("/metadata/name").asText());
        break;
      }
      if (selected(node, selector)) {
        items.add(node);
      }
    }
    return FakeAnswers.json(200, list.toString());
  }

  private static boolean selected(ObjectNode node, String selector) {
    String[] parts = selector.split("=", 2);
    return selector.isEmpty()
        || node.at("/metadata/labels").path(parts[0]).asText().equals(parts[1]);
  }

  /** Empty where a test fails. */
  private static Optional<ObjectNode> patched(ObjectNode node, FakePatch patch, boolean status) {
    ObjectNode after = node.deepCopy();
    for (JsonNode operation : patch.sent()) {
      JsonPointer path = JsonPointer.compile(operation.path("path").asText());
      // The API server ignores the status in a patch of the Node.
      if (!status && path.toString().startsWith(STATUS)) {
        throw new AssertionError("a number in a patch of the Node");
      }
      boolean applies =
          switch (operation.path("op").asText()) {
            case "test" -> after.at(path).equals(operation.path("value"));
            case "remove" ->
                after.at(path.head()) instanceof ObjectNode parent
                    && parent.remove(path.last().getMatchingProperty()) != null;
            case String other -> throw new AssertionError("nobody here sends " + other);
          };
      if (!applies) {
        return Optional.empty();
      }
    }
    return Optional.of(after);
  }
}
