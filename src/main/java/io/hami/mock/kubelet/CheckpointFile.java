package io.hami.mock.kubelet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Checkpoint;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubelet's checkpoint file, read again each time it has changed. The kubelet writes a new file
 * and renames it over the old one, so a reader never sees half of it. {@link #read} blocks and must
 * not run on the loop; {@link #newest} may be called on any thread.
 */
@Singleton
final class CheckpointFile {
  /** The checkpoint of a node full of pods with units of this plugin has a tenth of it. */
  private static final long MOST_BYTES = 64L << 20;

  /** A kubelet with a few dozen plugins knows a few hundred. */
  private static final int MOST_NAMES = 10_000;

  private static final Logger log = LoggerFactory.getLogger(CheckpointFile.class);
  private static final JsonFactory JSON = new JsonFactory();

  private final KubeletDirectory directory;
  private volatile Checkpoint newest = Checkpoint.UNREADABLE;
  private Optional<Version> version = Optional.empty();

  /** Tells one version of the file from the next. */
  private record Version(@Nullable Object file, FileTime modified, long bytes) {}

  CheckpointFile(KubeletDirectory directory) {
    this.directory = directory;
  }

  /** The checkpoint as it was read last. */
  Checkpoint newest() {
    return newest;
  }

  /**
   * Reads the file if it has changed. If it cannot be read, the last checkpoint stays; only a file
   * that does not exist means that there is no checkpoint.
   *
   * @return whether the checkpoint is new
   */
  synchronized boolean read() {
    Optional<Version> now;
    try {
      now = Optional.of(version());
    } catch (NoSuchFileException _) {
      now = Optional.empty();
    } catch (IOException unreadable) {
      log.debug("the kubelet's checkpoint cannot be examined", unreadable);
      return false;
    }
    if (now.equals(version)) {
      return false;
    }
    Checkpoint before = newest;
    try {
      newest = now.isPresent() ? parse(now.get()) : Checkpoint.UNREADABLE;
    } catch (IOException | RuntimeException | StackOverflowError unreadable) {
      log.warn(
          "the kubelet's checkpoint {} cannot be read, so its last readable content is used: {}",
          directory.checkpoint(),
          unreadable.getMessage());
    }
    version = now;
    return !newest.equals(before);
  }

  private Version version() throws IOException {
    BasicFileAttributes file =
        Files.readAttributes(directory.checkpoint(), BasicFileAttributes.class);
    // To open a pipe would wait for a writer.
    if (!file.isRegularFile()) {
      throw new IOException(directory.checkpoint() + " is not a regular file");
    }
    return new Version(file.fileKey(), file.lastModifiedTime(), file.size());
  }

  private Checkpoint parse(Version file) throws IOException {
    if (file.bytes() > MOST_BYTES) {
      throw new IOException(
          "it has %d bytes, at most %d were expected".formatted(file.bytes(), MOST_BYTES));
    }
    Map<ResourceName, DeviceIds> registered = new HashMap<>();
    Map<ResourceName, Integer> held = new HashMap<>();
    try (JsonParser json = JSON.createParser(directory.checkpoint().toFile())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isData = json.currentName().equals("Data");
        if (json.nextToken() == JsonToken.START_OBJECT && isData) {
          data(json, registered, held);
        } else {
          json.skipChildren();
        }
      }
    }
    return new Checkpoint(true, registered, held);
  }

  private static void data(
      JsonParser json, Map<ResourceName, DeviceIds> registered, Map<ResourceName, Integer> held)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("RegisteredDevices") && value == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          DeviceIds ids = ids(json);
          name(name).ifPresent(resource -> registered.put(resource, ids));
          if (registered.size() > MOST_NAMES) {
            throw new IOException("it has more than %d resources".formatted(MOST_NAMES));
          }
        }
      } else if (field.equals("PodDeviceEntries") && value == JsonToken.START_ARRAY) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          entry(json, held);
        }
      } else {
        json.skipChildren();
      }
    }
  }

  /** Reads the IDs of a resource; a resource without devices has null in the file. */
  private static DeviceIds ids(JsonParser json) throws IOException {
    DeviceIds.Tally tally = new DeviceIds.Tally();
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
          tally.add(json.getText());
        } else {
          json.skipChildren();
        }
      }
    } else {
      json.skipChildren();
    }
    return tally.done();
  }

  /** The devices of one container, by NUMA node. */
  private static void entry(JsonParser json, Map<ResourceName, Integer> held) throws IOException {
    int devices = 0;
    Optional<ResourceName> resource = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("ResourceName")) {
        resource = name(json.getText());
      } else if (field.equals("DeviceIDs") && value == JsonToken.START_OBJECT) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
          devices += json.currentToken() == JsonToken.VALUE_STRING ? 1 : 0;
        }
      } else {
        json.skipChildren();
      }
    }
    int all = devices;
    resource.ifPresent(name -> held.merge(name, all, Integer::sum));
  }

  private static Optional<ResourceName> name(String text) {
    return ResourceName.violation(text).isEmpty()
        ? Optional.of(ResourceName.parse(text))
        : Optional.empty();
  }
}
