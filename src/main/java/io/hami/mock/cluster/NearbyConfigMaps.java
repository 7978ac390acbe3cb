package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hami.mock.port.ConfigSource.Nearby;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks around a ConfigMap that does not exist. What may not be listed, as with the rights that the
 * manifests grant, is left out: this only makes a message better.
 */
final class NearbyConfigMaps {
  private static final Logger log = LoggerFactory.getLogger(NearbyConfigMaps.class);

  /** So many ConfigMaps of the namespace are looked at. */
  private static final int LIMIT = 200;

  private NearbyConfigMaps() {}

  /** What is around the ConfigMap of {@code api}. Blocks until the API server has answered. */
  static Nearby of(ObjectApi api) {
    String name = api.path().name();
    List<String> namespaces = listed("namespace", read -> api.all("metadata.name=" + name, read));
    List<String> names = listed("name", read -> api.first(LIMIT, read));
    return new Nearby(Optional.empty(), namespaces, names);
  }

  /** One request for a list. */
  @FunctionalInterface
  private interface Listing {
    List<String> read(ObjectApi.Body<List<String>> body) throws IOException;
  }

  private static List<String> listed(String field, Listing listing) {
    try {
      return listing.read(json -> values(json, field));
    } catch (IOException | RuntimeException failure) {
      log.debug("ConfigMaps cannot be listed: {}", failure.getMessage());
      return List.of();
    }
  }

  /** One field of the metadata of each object of a list. */
  private static List<String> values(JsonParser json, String field) throws IOException {
    List<String> values = new ArrayList<>();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean items = json.currentName().equals("items");
      if (json.nextToken() == JsonToken.START_ARRAY && items) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          metadata(json, field).ifPresent(values::add);
        }
      } else {
        json.skipChildren();
      }
    }
    return values;
  }

  private static Optional<String> metadata(JsonParser json, String field) throws IOException {
    Map<String, String> metadata = Map.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals("metadata");
      json.nextToken();
      if (wanted) {
        metadata = ObjectReader.strings(json);
      } else {
        json.skipChildren();
      }
    }
    return Optional.ofNullable(metadata.get(field));
  }
}
