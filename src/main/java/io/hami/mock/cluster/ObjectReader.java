package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads Nodes, ConfigMaps, lists of them and watch events from a stream of JSON, and skips all
 * fields that the plugin does not use.
 */
final class ObjectReader {
  private static final JsonFactory JSON = new JsonFactory();

  private ObjectReader() {}

  /**
   * An object of the API: a Node, a list, a bookmark or a Status.
   *
   * @param resourceVersion the version of the object itself; empty if it has none
   * @param node the Node, or the first Node of the list
   * @param data the data of a ConfigMap, or of the first one of the list
   * @param count the count of an Event; 0 if there is none
   * @param message the message of a Status
   * @param code the code of a Status; 0 if there is none
   */
  record Read(
      String resourceVersion,
      Optional<NodeFacts> node,
      Map<String, String> data,
      int count,
      String message,
      int code) {
    static final Read NOTHING = new Read("", Optional.empty(), Map.of(), 0, "", 0);

    Read {
      data = Map.copyOf(data);
    }

    /** Whether the object exists. */
    boolean present() {
      return node.isPresent();
    }
  }

  /**
   * One line of a watch: {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK} or
   * {@code ERROR}.
   */
  record Event(String type, Read object) {}

  /** A parser for {@link #next} and {@link #read}. */
  static JsonParser parser(InputStream body) throws IOException {
    return JSON.createParser(body);
  }

  /** Reads the next object. */
  static Read read(JsonParser json) throws IOException {
    json.nextToken();
    return object(json);
  }

  /** Reads the next watch event; empty at the end of the stream. */
  static Optional<Event> next(JsonParser json) throws IOException {
    if (json.nextToken() == null) {
      return Optional.empty();
    }
    String type = "";
    Read object = Read.NOTHING;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "type" -> type = json.getText();
        case "object" -> object = object(json);
        default -> json.skipChildren();
      }
    }
    return Optional.of(new Event(type, object));
  }

  /** The names of a list's objects. */
  static List<String> names(JsonParser json) throws IOException {
    List<String> names = new ArrayList<>();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("items") && json.currentToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          object(json).node().ifPresent(one -> names.add(one.name()));
        }
      } else {
        json.skipChildren();
      }
    }
    return names;
  }

  private static Read object(JsonParser json) throws IOException {
    Metadata metadata = Metadata.NONE;
    Status status = Status.NONE;
    Read item = Read.NOTHING;
    Map<String, String> data = Map.of();
    String message = "";
    int count = 0;
    int code = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "metadata" -> metadata = metadata(json);
        case "status" -> status = status(json);
        case "items" -> item = items(json);
        case "data" -> data = strings(json);
        case "message" -> message = json.getText();
        case "count" -> count = json.getValueAsInt();
        case "code" -> code = json.getValueAsInt();
        default -> json.skipChildren();
      }
    }
    Optional<NodeFacts> node =
        metadata.name.isEmpty()
            ? item.node()
            : Optional.of(
                new NodeFacts(
                    metadata.name,
                    metadata.annotations,
                    metadata.labels,
                    status.capacity,
                    status.allocatable,
                    status.kubelet,
                    metadata.writers));
    return new Read(
        metadata.resourceVersion,
        node,
        metadata.name.isEmpty() ? item.data() : data,
        count,
        message,
        code);
  }

  private static Read items(JsonParser json) throws IOException {
    Read first = Read.NOTHING;
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() == JsonToken.START_OBJECT) {
        Read next = object(json);
        first = first.present() ? first : next;
      }
    }
    return first;
  }

  private record Status(
      Map<String, String> capacity, Map<String, String> allocatable, KubeletVersion kubelet) {
    static final Status NONE = new Status(Map.of(), Map.of(), KubeletVersion.UNKNOWN);
  }

  /** A Node has an object under {@code status}; a Status has the text Failure there. */
  private static Status status(JsonParser json) throws IOException {
    Map<String, String> capacity = Map.of();
    Map<String, String> allocatable = Map.of();
    KubeletVersion kubelet = KubeletVersion.UNKNOWN;
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "capacity" -> capacity = strings(json);
          case "allocatable" -> allocatable = strings(json);
          case "nodeInfo" ->
              kubelet = KubeletVersion.parse(strings(json).getOrDefault("kubeletVersion", ""));
          default -> json.skipChildren();
        }
      }
    }
    return new Status(capacity, allocatable, kubelet);
  }

  private record Metadata(
      String name,
      String resourceVersion,
      Map<String, String> annotations,
      Map<String, String> labels,
      Map<String, String> writers) {
    static final Metadata NONE = new Metadata("", "", Map.of(), Map.of(), Map.of());
  }

  private static Metadata metadata(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return Metadata.NONE;
    }
    String name = "";
    String version = "";
    Map<String, String> annotations = Map.of();
    Map<String, String> labels = Map.of();
    Map<String, String> writers = Map.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = json.getText();
        case "resourceVersion" -> version = json.getText();
        case "annotations" -> annotations = strings(json);
        case "labels" -> labels = strings(json);
        case "managedFields" -> writers = writers(json);
        default -> json.skipChildren();
      }
    }
    return new Metadata(name, version, annotations, labels, writers);
  }

  /**
   * The manager that wrote each extended resource's capacity. If two managers share a field, with
   * the same value, the kubelet is chosen, because it will write the field again.
   */
  private static Map<String, String> writers(JsonParser json) throws IOException {
    Map<String, String> writers = new HashMap<>();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return writers;
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String manager = "";
      Set<String> names = Set.of();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "manager" -> manager = json.getText();
          case "fieldsV1" -> names = fields(json, "f:status", "f:capacity");
          default -> json.skipChildren();
        }
      }
      for (String name : names) {
        if (name.startsWith("f:") && name.contains("/")) {
          String by = manager;
          writers.merge(name.substring(2), by, (old, next) -> old.equals("kubelet") ? old : next);
        }
      }
    }
    return writers;
  }

  /** The names of the fields under {@code path}. */
  private static Set<String> fields(JsonParser json, String... path) throws IOException {
    Set<String> names = new HashSet<>();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return names;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (path.length == 0) {
        names.add(field);
        json.skipChildren();
      } else if (field.equals(path[0])) {
        names.addAll(fields(json, Arrays.copyOfRange(path, 1, path.length)));
      } else {
        json.skipChildren();
      }
    }
    return names;
  }

  /** The scalar values of an object; empty if the value is not an object. */
  static Map<String, String> strings(JsonParser json) throws IOException {
    Map<String, String> strings = new HashMap<>();
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        if (json.nextToken().isScalarValue()) {
          strings.put(key, json.getText());
        } else {
          json.skipChildren();
        }
      }
    }
    return strings;
  }
}
