package io.hami.mock.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import mockwebserver3.RecordedRequest;

/**
 * A merge patch of annotations as an API server understands it.
 *
 * @param merge whether it says that it is one
 * @param version which the object must have; empty for any
 */
record FakePatch(boolean merge, String version, JsonNode annotations) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static FakePatch of(RecordedRequest request) {
    String type = request.getHeaders().get("Content-Type");
    try {
      JsonNode sent = JSON.readTree(request.getBody() == null ? "" : request.getBody().utf8());
      return new FakePatch(
          type != null && type.startsWith("application/merge-patch+json"),
          sent.at("/metadata/resourceVersion").asText(""),
          sent.at("/metadata/annotations"));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The annotations after it. */
  Map<String, String> applied(Map<String, String> before) {
    Map<String, String> after = new HashMap<>(before);
    for (Map.Entry<String, JsonNode> change : annotations.properties()) {
      if (change.getValue().isNull()) {
        after.remove(change.getKey());
      } else {
        after.put(change.getKey(), change.getValue().asText());
      }
    }
    return after;
  }
}
