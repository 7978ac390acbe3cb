package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.ListedNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads Nodes, ConfigMaps, lists of them and watch events from a stream of JSON, and skips all
 * fields that the plugin does not use.
 */
final class ObjectReader {
  private static final JsonFactory JSON = new JsonFactory();

  /** Paths in metadata.managedFields. */
  private static final String CAPACITY = "/f:status/f:capacity";

  private static final String ANNOTATIONS = "/f:metadata/f:annotations";

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
        metadata.name.isEmpty() ? item.node() : Optional.of(facts(metadata, status));
    return new Read(
        metadata.resourceVersion,
        node,
        metadata.name.isEmpty() ? item.data() : data,
        count,
        message,
        code);
  }

  private static NodeFacts facts(Metadata metadata, Status status) {
    return new NodeFacts(
        metadata.name,
        metadata.annotations,
        metadata.labels,
        status.capacity,
        status.allocatable,
        status.kubelet,
        metadata.writers.capacity());
  }

  /**
   * Reads a page of a list of Nodes.
   *
   * @param each is given one Node after another
   * @return the token with which the next page is asked for; empty after the last one
   */
  static String page(JsonParser json, Consumer<ListedNode> each) throws IOException {
    String next = "";
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "metadata" -> next = strings(json).getOrDefault("continue", "");
        case "items" -> {
          if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() == JsonToken.START_OBJECT) {
              node(json).ifPresent(each);
            }
          }
        }
        default -> json.skipChildren();
      }
    }
    return next;
  }

  /** Reads a Node; empty if the JSON is something else. */
  static Optional<ListedNode> listed(JsonParser json) throws IOException {
    json.nextToken();
    return node(json);
  }

  private static Optional<ListedNode> node(JsonParser json) throws IOException {
    Metadata metadata = Metadata.NONE;
    Status status = Status.NONE;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "metadata" -> metadata = metadata(json);
        case "status" -> status = status(json);
        default -> json.skipChildren();
      }
    }
    return metadata.name.isEmpty()
        ? Optional.empty()
        : Optional.of(new ListedNode(facts(metadata, status), metadata.writers.annotations()));
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
      Writers writers) {
    static final Metadata NONE = new Metadata("", "", Map.of(), Map.of(), Writers.NONE);
  }

  private static Metadata metadata(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return Metadata.NONE;
    }
    String name = "";
    String version = "";
    Map<String, String> annotations = Map.of();
    Map<String, String> labels = Map.of();
    Writers writers = Writers.NONE;
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
   * Who has written what, from metadata.managedFields.
   *
   * @param capacity the manager that wrote each extended resource's capacity. If two managers share
   *     a field, with the same value, the kubelet is chosen, because it will write the field again
   * @param annotations the managers of each annotation
   */
  private record Writers(Map<String, String> capacity, Map<String, Set<String>> annotations) {
    static final Writers NONE = new Writers(Map.of(), Map.of());
  }

  private static Writers writers(JsonParser json) throws IOException {
    Map<String, String> capacity = new HashMap<>();
    Map<String, Set<String>> annotations = new HashMap<>();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return Writers.NONE;
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String manager = "";
      Map<String, Set<String>> fields =
          Map.of(CAPACITY, new HashSet<>(), ANNOTATIONS, new HashSet<>());
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "manager" -> manager = json.getText();
          case "fieldsV1" -> fields(json, "", fields);
          default -> json.skipChildren();
        }
      }
      String by = manager;
      for (String name : fields.getOrDefault(CAPACITY, Set.of())) {
        if (name.contains("/")) {
          capacity.merge(name, by, (old, next) -> old.equals("kubelet") ? old : next);
        }
      }
      for (String key : fields.getOrDefault(ANNOTATIONS, Set.of())) {
        annotations.computeIfAbsent(key, _ -> new HashSet<>()).add(by);
      }
    }
    return new Writers(capacity, annotations);
  }

  /**
   * Adds the names of the fields under each path of {@code wanted} to its set.
   *
   * @param at the path that has been read, as in {@code /f:status/f:capacity}
   */
  private static void fields(JsonParser json, String at, Map<String, Set<String>> wanted)
      throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      String below = at + "/" + field;
      json.nextToken();
      if (wanted.get(at) instanceof Set<String> names) {
        if (field.startsWith("f:")) {
          names.add(field.substring(2));
        }
        json.skipChildren();
      } else if (wanted.keySet().stream().anyMatch(path -> path.startsWith(below))) {
        fields(json, below, wanted);
      } else {
        json.skipChildren();
      }
    }
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
