package io.hami.mock.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The kubelet's record of the devices it has, which it writes after each list that it takes: the
 * first place where a plugin's list is seen to have arrived, whoever sent it.
 */
final class Checkpoint {
  private static final Path FILE = Kubelet.DEVICE_PLUGINS.resolve("kubelet_internal_checkpoint");
  private static final JsonFactory JSON = new JsonFactory();

  private Checkpoint() {}

  /** Which file it is: each is written beside the one before and takes its place. */
  static Sighting look() throws IOException {
    return Sighting.of(FILE);
  }

  /** The healthy devices of each resource. */
  static Map<String, Integer> units() throws IOException {
    Map<String, Integer> units = new HashMap<>();
    try (JsonParser json = JSON.createParser(Files.readAllBytes(FILE))) {
      json.nextToken();
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME
            && json.currentName().equals("RegisteredDevices")) {
          json.nextToken();
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String resource = json.currentName();
            units.put(resource, count(json));
          }
        }
      }
    } catch (NoSuchFileException _) {
      // A kubelet that has never had a device.
    }
    return units;
  }

  private static int count(JsonParser json) throws IOException {
    int count = 0;
    // An empty list is null.
    if (json.nextToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        count++;
      }
    }
    return count;
  }
}
