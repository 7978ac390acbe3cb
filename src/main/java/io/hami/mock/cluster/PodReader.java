package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hami.mock.port.BoundPod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a Pod, or all Pods of a list, from a stream of JSON; it skips other fields like {@link
 * ObjectReader}.
 */
final class PodReader {
  private PodReader() {}

  /** Reads the next pods; none if the JSON is something else. */
  static List<BoundPod> read(JsonParser json) throws IOException {
    json.nextToken();
    List<BoundPod> pods = new ArrayList<>();
    object(json, pods);
    return pods;
  }

  private static void object(JsonParser json, List<BoundPod> pods) throws IOException {
    Map<String, String> annotations = new HashMap<>();
    Map<String, String> metadata = Map.of();
    Map<String, String> spec = Map.of();
    Map<String, String> status = Map.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "metadata" -> metadata = words(json, annotations);
        case "spec" -> spec = words(json, new HashMap<>());
        case "status" -> status = words(json, new HashMap<>());
        case "items" -> items(json, pods);
        default -> json.skipChildren();
      }
    }
    String name = metadata.getOrDefault("name", "");
    if (!name.isEmpty()) {
      pods.add(
          new BoundPod(
              metadata.getOrDefault("namespace", ""),
              name,
              metadata.getOrDefault("uid", ""),
              metadata.getOrDefault("resourceVersion", ""),
              spec.getOrDefault("nodeName", ""),
              status.getOrDefault("phase", ""),
              metadata.containsKey("deletionTimestamp"),
              annotations));
    }
  }

  private static void items(JsonParser json, List<BoundPod> pods) throws IOException {
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() == JsonToken.START_OBJECT) {
        object(json, pods);
      }
    }
  }

  /**
   * The strings that are fields of the object itself; those of its annotations are put into {@code
   * annotations}.
   */
  private static Map<String, String> words(JsonParser json, Map<String, String> annotations)
      throws IOException {
    Map<String, String> words = new HashMap<>();
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          words.put(field, json.getText());
        } else if (field.equals("annotations")) {
          annotations.putAll(ObjectReader.strings(json));
        } else {
          json.skipChildren();
        }
      }
    }
    return words;
  }
}
