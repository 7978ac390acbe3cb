package io.hami.mock.kubelet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.UnitId;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubelet's own account of which device IDs each resource has: its checkpoint, written after
 * every list it takes (kubelet-contract 2.3). The kubelet gives a name to whoever registers last
 * and tells the loser nothing, so this is the only place that says beforehand whether a name is
 * somebody else's: its IDs are not ours. Our own from before a restart are, and so are those of the
 * Go mock-device-plugin, which this one replaces.
 */
@Singleton
final class KubeletBooks {
  private static final Logger log = LoggerFactory.getLogger(KubeletBooks.class);
  private static final JsonFactory JSON = new JsonFactory();
  private static final String PREDECESSOR = "mock-devices-id-";

  private final KubeletDirectory directory;

  KubeletBooks(KubeletDirectory directory) {
    this.directory = directory;
  }

  /**
   * One of the devices that another plugin serves under {@code name}; empty when nobody is known
   * to.
   */
  Optional<String> holder(ResourceName name) {
    if (!Files.exists(directory.checkpoint())) {
      return Optional.empty();
    }
    try (JsonParser json = JSON.createParser(directory.checkpoint().toFile())) {
      return enter(json, "Data") && enter(json, "RegisteredDevices") && find(json, name.toString())
          ? foreign(json)
          : Optional.empty();
    } catch (IOException unreadable) {
      log.debug(
          "the kubelet's checkpoint cannot be read, so nobody is known to serve {}",
          name,
          unreadable);
      return Optional.empty();
    }
  }

  /** Moves into the object under {@code field}. */
  private static boolean enter(JsonParser json, String field) throws IOException {
    if (json.currentToken() == null) {
      json.nextToken();
    }
    return find(json, field) && json.currentToken() == JsonToken.START_OBJECT;
  }

  /** Moves to the value under {@code field} of the object that has just begun. */
  private static boolean find(JsonParser json, String field) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = json.currentName().equals(field);
      json.nextToken();
      if (found) {
        return true;
      }
      json.skipChildren();
    }
    return false;
  }

  /** Our healthy units are the first ones, without a gap; other plugins may have IDs as short. */
  private static Optional<String> foreign(JsonParser json) throws IOException {
    int count = 0;
    int highest = -1;
    String sample = "";
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      String id = json.getText();
      int index = UnitId.index(id).orElse(Integer.MAX_VALUE);
      if (id.startsWith(PREDECESSOR)) {
        return Optional.empty();
      }
      if (index > highest || (index == highest && id.compareTo(sample) < 0)) {
        highest = index;
        sample = id;
      }
      count++;
    }
    return highest >= count ? Optional.of(sample) : Optional.empty();
  }
}
