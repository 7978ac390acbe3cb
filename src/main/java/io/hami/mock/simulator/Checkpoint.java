package io.hami.mock.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hami.mock.v1beta1.ContainerAllocateResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The device manager's checkpoint file: pods' devices, and the names of resources. It is written
 * through a temporary file whose name begins with a dot (docs/kubelet.md 2.3). The checksum of a
 * real one is computed over a dump of Go structures; here it is 0 and is not checked.
 */
final class Checkpoint {
  static final String FILE = "kubelet_internal_checkpoint";
  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final Release release;

  Checkpoint(Path directory, Release release) {
    this.file = directory.resolve(FILE);
    this.release = release;
  }

  /**
   * The content to write. The healthy IDs are for other readers of the file; a kubelet uses only
   * the names.
   */
  record Data(List<Allocation> pods, Map<String, IdSet> registered) {}

  /** The part that a starting kubelet reads. */
  record Restored(List<Allocation> pods, Set<String> resources) {}

  /** Replaces the file; {@code source} is called once no other write is in progress. */
  synchronized void write(Supplier<Data> source) throws IOException {
    Data data = source.get();
    Path temporary = Files.createTempFile(file.getParent(), "." + FILE, "");
    try (JsonGenerator json = JSON.createGenerator(Files.newOutputStream(temporary))) {
      json.writeStartObject();
      json.writeObjectFieldStart("Data");
      writePods(json, data.pods());
      json.writeObjectFieldStart("RegisteredDevices");
      for (Map.Entry<String, IdSet> resource : data.registered().entrySet()) {
        json.writeFieldName(resource.getKey());
        writeStrings(json, resource.getValue().asList());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeNumberField("Checksum", 0);
      json.writeEndObject();
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The content of the file; empty if it is missing or cannot be read (docs/kubelet.md 2.5). */
  Restored read() {
    List<Allocation> pods = new ArrayList<>();
    Set<String> resources = new TreeSet<>();
    try (JsonParser json = JSON.createParser(Files.newInputStream(file))) {
      json.nextToken();
      readObject(
          json,
          outer -> {
            if (!outer.equals("Data")) {
              json.skipChildren();
              return;
            }
            readObject(
                json,
                inner -> {
                  switch (inner) {
                    case "PodDeviceEntries" -> readPods(json, pods);
                    case "RegisteredDevices" ->
                        readObject(
                            json,
                            name -> {
                              resources.add(name);
                              json.skipChildren();
                            });
                    default -> json.skipChildren();
                  }
                });
          });
      return new Restored(pods, resources);
    } catch (IOException _) {
      return new Restored(List.of(), Set.of());
    }
  }

  private void writePods(JsonGenerator json, List<Allocation> pods) throws IOException {
    json.writeFieldName("PodDeviceEntries");
    if (pods.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    for (Allocation pod : pods) {
      json.writeStartObject();
      json.writeStringField("PodUID", pod.pod());
      json.writeStringField("ContainerName", "main");
      json.writeStringField("ResourceName", pod.resource());
      json.writeObjectFieldStart("DeviceIDs");
      json.writeFieldName(release.nodeWithoutTopology());
      writeStrings(json, pod.ids());
      json.writeEndObject();
      json.writeBinaryField("AllocResp", pod.response().toByteArray());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeStrings(JsonGenerator json, List<String> strings) throws IOException {
    json.writeStartArray();
    for (String string : strings) {
      json.writeString(string);
    }
    json.writeEndArray();
  }

  private static void readPods(JsonParser json, List<Allocation> pods) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return;
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      pods.add(readPod(json));
    }
  }

  private static Allocation readPod(JsonParser json) throws IOException {
    StringBuilder pod = new StringBuilder();
    StringBuilder resource = new StringBuilder();
    List<String> ids = new ArrayList<>();
    ContainerAllocateResponse.Builder response = ContainerAllocateResponse.newBuilder();
    readObject(
        json,
        field -> {
          switch (field) {
            case "PodUID" -> pod.append(json.getText());
            case "ResourceName" -> resource.append(json.getText());
            case "DeviceIDs" -> readObject(json, _ -> readStrings(json, ids));
            case "AllocResp" -> response.mergeFrom(json.getBinaryValue());
            default -> json.skipChildren();
          }
        });
    return new Allocation(pod.toString(), resource.toString(), ids, response.build());
  }

  private static void readStrings(JsonParser json, List<String> into) throws IOException {
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      into.add(json.getText());
    }
  }

  @FunctionalInterface
  private interface FieldReader {
    /** Reads the value at which the parser is, up to its last token. */
    void read(String field) throws IOException;
  }

  private static void readObject(JsonParser json, FieldReader reader) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new IOException("an object was expected, not " + json.currentToken());
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      reader.read(field);
    }
  }
}
