package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;

/** A JSON merge patch of exactly some annotations: what it does not name stays as it is. */
final class AnnotationPatch {
  private static final JsonFactory JSON = new JsonFactory();

  private AnnotationPatch() {}

  /**
   * The patch's text.
   *
   * @param version which the object must still have; empty for any
   * @param changes an empty one removes its key, which {@code null} does in a merge patch
   */
  static String json(String version, Map<String, Optional<String>> changes) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("metadata");
      if (!version.isEmpty()) {
        json.writeStringField("resourceVersion", version);
      }
      json.writeObjectFieldStart("annotations");
      for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
        json.writeStringField(change.getKey(), change.getValue().orElse(null));
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }
}
