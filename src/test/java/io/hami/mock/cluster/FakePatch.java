package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.RecordedRequest;

/**
 * A patch of annotations as an API server reads it: a merge patch, or a JSON patch of tests and
 * removals.
 */
record FakePatch(Type type, JsonNode sent) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The type of a patch, by its content type. */
  enum Type {
    MERGE,
    JSON,
    OTHER
  }

  static FakePatch of(RecordedRequest request) {
    String type = request.getHeaders().get("Content-Type");
    try {
      return new FakePatch(
          type(type == null ? "" : type),
          JSON.readTree(request.getBody() == null ? "" : request.getBody().utf8()));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Type type(String contentType) {
    return switch (contentType.split(";", 2)[0]) {
      case "application/merge-patch+json" -> Type.MERGE;
      case "application/json-patch+json" -> Type.JSON;
      default -> Type.OTHER;
    };
  }

  /** The version that the object must have; empty if any will do. */
  String version() {
    return sent.at("/metadata/resourceVersion").asText("");
  }

  /** The UID that the object must have; empty if any will do. */
  String uid() {
    return sent.at("/metadata/uid").asText("");
  }

  /** The annotations after the patch; empty if one of its tests fails. */
  Optional<Map<String, String>> applied(Map<String, String> before) {
    return type == Type.JSON ? operated(before) : Optional.of(merged(before));
  }

  private Map<String, String> merged(Map<String, String> before) {
    Map<String, String> after = new HashMap<>(before);
    for (Map.Entry<String, JsonNode> change : sent.at("/metadata/annotations").properties()) {
      if (change.getValue().isNull()) {
        after.remove(change.getKey());
      } else {
        after.put(change.getKey(), change.getValue().asText());
      }
    }
    return after;
  }

  private Optional<Map<String, String>> operated(Map<String, String> before) {
    ObjectNode object = JSON.createObjectNode();
    ObjectNode annotations = object.putObject("metadata").putObject("annotations");
    before.forEach(annotations::put);
    for (JsonNode operation : sent) {
      JsonPointer path = JsonPointer.compile(operation.path("path").asText());
      JsonNode there = object.at(path);
      boolean applies =
          switch (operation.path("op").asText()) {
            case "test" -> there.equals(operation.path("value"));
            case "remove" ->
                object.at(path.head()) instanceof ObjectNode parent
                    && parent.remove(path.last().getMatchingProperty()) != null;
            case String other -> throw new AssertionError("nobody here sends " + other);
          };
      if (!applies) {
        return Optional.empty();
      }
    }
    Map<String, String> after = new HashMap<>();
    annotations.properties().forEach(left -> after.put(left.getKey(), left.getValue().asText()));
    return Optional.of(after);
  }
}
