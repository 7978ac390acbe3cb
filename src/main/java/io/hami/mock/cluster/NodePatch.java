package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.BoundPod;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Patches of exactly some annotations or quantities. All but {@link #removal} are JSON merge
 * patches: what they do not name stays as it is, and {@code null} removes.
 */
final class NodePatch {
  private static final JsonFactory JSON = new JsonFactory();

  private NodePatch() {}

  /** Writes a JSON value, or what is between the braces of one. */
  @FunctionalInterface
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * A patch of annotations, of any object.
   *
   * @param changes an empty one removes its key
   */
  static String annotations(Map<String, Optional<String>> changes) throws IOException {
    return annotations(Map.of(), changes);
  }

  /** The same of exactly this pod, as it was read. */
  static String annotations(BoundPod pod, Map<String, Optional<String>> changes)
      throws IOException {
    return annotations(Map.of("uid", pod.uid(), "resourceVersion", pod.version()), changes);
  }

  private static String annotations(
      Map<String, String> preconditions, Map<String, Optional<String>> changes) throws IOException {
    return object(
        json -> {
          json.writeObjectFieldStart("metadata");
          for (Map.Entry<String, String> precondition : preconditions.entrySet()) {
            json.writeStringField(precondition.getKey(), precondition.getValue());
          }
          write(json, changes);
          json.writeEndObject();
        });
  }

  /**
   * A patch of a Node's status. A kubelet makes allocatable what is in the capacity, with its next
   * status; until then a scheduler would see none. Annotations may go with it, which keeps both
   * together and asks for one right only.
   *
   * @param quantities an empty one removes its resource
   */
  static String status(
      Map<ResourceName, Optional<Long>> quantities, Map<String, Optional<String>> annotations)
      throws IOException {
    return object(
        json -> {
          json.writeObjectFieldStart("metadata");
          write(json, annotations);
          json.writeEndObject();
          json.writeObjectFieldStart("status");
          for (String part : List.of("capacity", "allocatable")) {
            json.writeObjectFieldStart(part);
            for (Map.Entry<ResourceName, Optional<Long>> quantity : quantities.entrySet()) {
              json.writeStringField(
                  quantity.getKey().toString(),
                  quantity.getValue().map(units -> Long.toString(units)).orElse(null));
            }
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  /**
   * A JSON patch (RFC 6902), of any object, that removes an annotation if it has that value. With
   * any other value, or none, the API server refuses the whole patch.
   */
  static String removal(String key, String value) throws IOException {
    String pointer = "/metadata/annotations/" + token(key);
    return text(
        json -> {
          json.writeStartArray();
          json.writeStartObject();
          json.writeStringField("op", "test");
          json.writeStringField("path", pointer);
          json.writeStringField("value", value);
          json.writeEndObject();
          json.writeStartObject();
          json.writeStringField("op", "remove");
          json.writeStringField("path", pointer);
          json.writeEndObject();
          json.writeEndArray();
        });
  }

  /** A key as one step of a JSON pointer (RFC 6901); {@code ~} first, or its escape is escaped. */
  private static String token(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  private static void write(JsonGenerator json, Map<String, Optional<String>> annotations)
      throws IOException {
    json.writeObjectFieldStart("annotations");
    for (Map.Entry<String, Optional<String>> change : annotations.entrySet()) {
      json.writeStringField(change.getKey(), change.getValue().orElse(null));
    }
    json.writeEndObject();
  }

  private static String object(Body body) throws IOException {
    return text(
        json -> {
          json.writeStartObject();
          body.write(json);
          json.writeEndObject();
        });
  }

  private static String text(Body body) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      body.write(json);
    }
    return text.toString();
  }
}
