package io.hami.mock.kubelet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.UnitId;
import io.hami.mock.port.Holding;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Predicate;
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
   * Whose devices the books have under {@code name}.
   *
   * @param gapped how many units we may have under it of which not all are healthy, in any order; 0
   *     where the healthy ones come first
   */
  Holding holding(ResourceName name, int gapped) {
    if (!Files.exists(directory.checkpoint())) {
      return new Holding.Unknown();
    }
    try (JsonParser json = JSON.createParser(directory.checkpoint().toFile())) {
      if (enter(json, "Data") && enter(json, "RegisteredDevices") && find(json, name.toString())) {
        return whose(json, gapped);
      }
      return held(name) > 0 ? new Holding.Remembered() : new Holding.Unknown();
    } catch (IOException unreadable) {
      log.debug(
          "the kubelet's checkpoint cannot be read, so nobody is known to serve {}",
          name,
          unreadable);
      return new Holding.Unknown();
    }
  }

  /** How many units of {@code name} pods hold, by the last account; 0 where there is none. */
  int held(ResourceName name) {
    return held(name.toString()::equals);
  }

  /** How many units of any resource pods hold. */
  int held() {
    return held(_ -> true);
  }

  private int held(Predicate<String> which) {
    if (!Files.exists(directory.checkpoint())) {
      return 0;
    }
    int held = 0;
    try (JsonParser json = JSON.createParser(directory.checkpoint().toFile())) {
      if (enter(json, "Data") && find(json, "PodDeviceEntries")) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          held += ofEntry(json, which);
        }
      }
    } catch (IOException unreadable) {
      log.debug("the kubelet's checkpoint cannot be read", unreadable);
    }
    return held;
  }

  /** The devices of one container, by NUMA node, where their resource is one of {@code which}. */
  private static int ofEntry(JsonParser json, Predicate<String> which) throws IOException {
    int devices = 0;
    boolean ours = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("ResourceName")) {
        ours = which.test(json.getText());
      } else if (field.equals("DeviceIDs") && value == JsonToken.START_OBJECT) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
          devices += json.currentToken() == JsonToken.VALUE_STRING ? 1 : 0;
        }
      } else {
        json.skipChildren();
      }
    }
    return ours ? devices : 0;
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

  /**
   * The books have healthy devices only. Ours are the first units, without a gap, where it does not
   * matter which is which; where it does, a card that is not healthy leaves one, and any of our
   * units may be there. Other plugins may have IDs as short.
   */
  private static Holding whose(JsonParser json, int gapped) throws IOException {
    // A set without devices is null there.
    if (json.currentToken() != JsonToken.START_ARRAY
        && json.currentToken() != JsonToken.VALUE_NULL) {
      return new Holding.Unknown();
    }
    int count = 0;
    int highest = -1;
    String sample = "";
    while (json.currentToken() != JsonToken.VALUE_NULL
        && json.nextToken() == JsonToken.VALUE_STRING) {
      String id = json.getText();
      int index = UnitId.index(id).orElse(Integer.MAX_VALUE);
      if (id.startsWith(PREDECESSOR)) {
        return new Holding.Ours();
      }
      if (index > highest || (index == highest && id.compareTo(sample) < 0)) {
        highest = index;
        sample = id;
      }
      count++;
    }
    if (count == 0) {
      return new Holding.Remembered();
    }
    return highest < Math.max(count, gapped) ? new Holding.Ours() : new Holding.Foreign(sample);
  }
}
