package io.hami.mock.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The kubelet's own account of the devices it has, which it writes after each list that it takes:
 * the first place where a plugin's list is seen to have arrived, whoever sent it.
 */
final class Checkpoint {
  private static final Path FILE = Kubelet.DEVICE_PLUGINS.resolve("kubelet_internal_checkpoint");
  private static final JsonFactory JSON = new JsonFactory();

  /** To look is a system call; to look once a millisecond is a hundredth of a core. */
  private static final long PERIOD = Duration.ofMillis(1).toNanos();

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

  /**
   * Waits for a file after {@code old} that has {@code wanted}.
   *
   * @return {@link System#nanoTime} of when it was first seen; empty after {@code limit}
   */
  static OptionalLong await(Sighting old, Map<String, Integer> wanted, Duration limit)
      throws IOException {
    long begin = System.nanoTime();
    Sighting last = old;
    while (System.nanoTime() - begin < limit.toNanos()) {
      Sighting now = look();
      long seen = System.nanoTime();
      if (!now.equals(last)) {
        last = now;
        if (units().entrySet().containsAll(wanted.entrySet())) {
          return OptionalLong.of(seen);
        }
      }
      LockSupport.parkNanos(PERIOD);
    }
    return OptionalLong.empty();
  }
}
