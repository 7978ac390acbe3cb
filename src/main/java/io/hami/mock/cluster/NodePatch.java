package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.BoundPod;
import io.hami.mock.port.Leftover;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Patches that change only the given annotations or quantities. All but {@link #removal} are JSON
 * merge patches: they leave fields that they do not contain as they are, and {@code null} removes a
 * field.
 */
final class NodePatch {
  private NodePatch() {}

  /**
   * A patch of annotations, of any object.
   *
   * @param changes the new values; an empty one removes its key
   */
  static String annotations(Map<String, Optional<String>> changes) throws IOException {
    return annotations(Map.of(), changes);
  }

  /** The same for one pod only: its UID and version must be as they were read. */
  static String annotations(BoundPod pod, Map<String, Optional<String>> changes)
      throws IOException {
    return annotations(Map.of("uid", pod.uid(), "resourceVersion", pod.version()), changes);
  }

  private static String annotations(
      Map<String, String> preconditions, Map<String, Optional<String>> changes) throws IOException {
    return JsonText.object(
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
   * A patch of a Node's status. With its next status, a kubelet sets allocatable to the capacity;
   * until then a scheduler would see none, so both are written. Annotations may be in the same
   * patch, so that all change together and only one right is needed.
   *
   * @param quantities the new quantities; an empty one removes its resource
   */
  static String status(
      Map<ResourceName, Optional<Long>> quantities, Map<String, Optional<String>> annotations)
      throws IOException {
    return JsonText.object(
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
   * A JSON patch (RFC 6902), of any object, that removes an annotation if it has {@code value}. If
   * it has another value or does not exist, the API server refuses the whole patch.
   */
  static String removal(String key, String value) throws IOException {
    return removal(List.of(new Leftover.Annotation(key, value)));
  }

  /** The same for several annotations, and for quantities of a Node's status. */
  static String removal(List<Leftover> what) throws IOException {
    return JsonText.of(
        json -> {
          json.writeStartArray();
          for (Leftover leftover : what) {
            switch (leftover) {
              case Leftover.Annotation(String key, String value) ->
                  remove(json, "/metadata/annotations/", key, value);
              case Leftover.Quantity(String name, var capacity, var allocatable) -> {
                if (capacity.isPresent()) {
                  remove(json, "/status/capacity/", name, capacity.get());
                }
                if (allocatable.isPresent()) {
                  remove(json, "/status/allocatable/", name, allocatable.get());
                }
              }
            }
          }
          json.writeEndArray();
        });
  }

  private static void remove(JsonGenerator json, String parent, String key, String value)
      throws IOException {
    String pointer = parent + token(key);
    json.writeStartObject();
    json.writeStringField("op", "test");
    json.writeStringField("path", pointer);
    json.writeStringField("value", value);
    json.writeEndObject();
    json.writeStartObject();
    json.writeStringField("op", "remove");
    json.writeStringField("path", pointer);
    json.writeEndObject();
  }

  /**
   * Escapes a key as one step of a JSON pointer (RFC 6901); {@code ~} comes first, so that its
   * escape is not escaped again.
   */
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
}
