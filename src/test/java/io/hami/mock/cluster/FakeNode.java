package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One Node as etcd and the API server have it: its versions and its changes. */
final class FakeNode {
  private static final String SPEC =
      """
      {"podCIDR":"10.244.1.0/24","podCIDRs":["10.244.1.0/24"],"providerID":"fake://1",
       "taints":[{"key":"example.com/gpu","effect":"NoSchedule"}]}\
      """;
  private static final String MANAGED_FIELDS =
      """
      [{"manager":"kubelet","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1",
        "fieldsV1":{"f:metadata":{"f:annotations":{".":{}}},"f:status":{"f:capacity":{}}},
        "subresource":"status"}]\
      """;
  private static final String CONDITIONS =
      """
      [{"type":"Ready","status":"True","lastHeartbeatTime":"2026-11-23T10:00:00Z",
        "reason":"KubeletReady","message":"kubelet is posting ready status"}]\
      """;
  private static final String IMAGES =
      """
      [{"names":["registry.k8s.io/pause@sha256:0123","registry.k8s.io/pause:3.10"],
        "sizeBytes":742080},{"names":null,"sizeBytes":1e3}]\
      """;
  private static final String FUTURE =
      """
      {"metadata":{"name":"not-the-node"},"status":[{"capacity":{"x":1}}],"n":null,"b":true}\
      """;

  private final List<Event> history = new ArrayList<>();
  private Optional<NodeFacts> now;
  private long version = 1_000;
  private long changed = version;
  private long compacted;

  /** One line of a watch. */
  record Event(long version, String line) {}

  FakeNode(String name) {
    now = Optional.of(new NodeFacts(name, Map.of(), Map.of(), Map.of(), Map.of()));
  }

  Optional<NodeFacts> facts() {
    return now;
  }

  /** The newest version of anything in the cluster. */
  String version() {
    return Long.toString(version);
  }

  /** Sets the Node to {@code facts}, and creates it if there is none. */
  Event set(NodeFacts facts) {
    String type = now.isPresent() ? "MODIFIED" : "ADDED";
    now = Optional.of(facts);
    changed = ++version;
    return record(type, json());
  }

  Event delete() {
    changed = ++version;
    String last = json();
    now = Optional.empty();
    return record("DELETED", last);
  }

  /** Another object in the cluster has changed; a watcher is told only the new version. */
  Event bookmark() {
    version++;
    return record(
        "BOOKMARK",
        "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\""
            + version
            + "\",\"creationTimestamp\":null},\"spec\":{},\"status\":{\"daemonEndpoints\":{}}}");
  }

  /** Drops all past changes; a request for them gets 410. */
  void compact() {
    history.clear();
    compacted = version;
  }

  /** The changes after {@code since}; empty if that is too long ago. */
  Optional<List<Event>> after(long since) {
    return since < compacted
        ? Optional.empty()
        : Optional.of(history.stream().filter(event -> event.version() > since).toList());
  }

  private Event record(String type, String object) {
    Event event = new Event(version, line(type, object));
    history.add(event);
    return event;
  }

  static String line(String type, String object) {
    return "{\"type\":\"" + type + "\",\"object\":" + object.replace("\n", "") + "}\n";
  }

  String list(boolean selected) {
    return "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\""
        + version
        + "\"},\"items\":["
        + (selected && now.isPresent() ? json() : "")
        + "]}";
  }

  /** The Node with all fields of a real one, including those that this plugin does not read. */
  String json() {
    NodeFacts facts = now.orElseThrow();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("kind", "Node");
      json.writeStringField("apiVersion", "v1");
      raw(json, "futureField", FUTURE);
      json.writeObjectFieldStart("metadata");
      json.writeStringField("name", facts.name());
      json.writeStringField("uid", "7d6f2c9e-0b1a-4b57-9a8e-2f1c3d4e5f60");
      map(json, "labels", facts.labels());
      map(json, "annotations", facts.annotations());
      raw(json, "managedFields", MANAGED_FIELDS);
      json.writeStringField("resourceVersion", Long.toString(changed));
      json.writeEndObject();
      raw(json, "spec", SPEC);
      json.writeObjectFieldStart("status");
      raw(json, "conditions", CONDITIONS);
      map(json, "capacity", facts.capacity());
      raw(json, "nodeInfo", nodeInfo(facts.kubelet()));
      map(json, "allocatable", facts.allocatable());
      raw(json, "images", IMAGES);
      raw(json, "declaredFeatures", "[\"NextYears\"]");
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static String nodeInfo(KubeletVersion kubelet) {
    return """
    {"kubeletVersion":"%s","architecture":"amd64","swap":{"capacity":0},
     "capacity":{"not":"a resource list"}}\
    """
        .formatted(kubelet);
  }

  private static void raw(JsonGenerator json, String field, String value) throws IOException {
    json.writeFieldName(field);
    json.writeRawValue(value);
  }

  /** Leaves out an empty map, as the API server does. */
  private static void map(JsonGenerator json, String field, Map<String, String> values)
      throws IOException {
    if (values.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, String> value : values.entrySet()) {
      json.writeStringField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
  }

  static NodeFacts annotated(NodeFacts facts, Map<String, String> annotations) {
    return new NodeFacts(
        facts.name(),
        annotations,
        facts.labels(),
        facts.capacity(),
        facts.allocatable(),
        facts.kubelet());
  }

  static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> next = new HashMap<>(map);
    next.put(key, value);
    return next;
  }

  static Map<String, String> without(Map<String, String> map, String key) {
    Map<String, String> next = new HashMap<>(map);
    next.remove(key);
    return next;
  }
}
