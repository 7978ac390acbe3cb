package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.DeviceIds.Whose;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFileTest {
  private static final ResourceName NAME = ResourceName.parse("example.com/gpumem");

  @TempDir private Path temporary;
  private KubeletDirectory directory;
  private CheckpointFile file;

  @BeforeEach
  void open() {
    directory = new KubeletDirectory(temporary);
    file = new CheckpointFile(directory);
  }

  /** Renames a new file over the old one, as a kubelet does, and reads it. */
  private Checkpoint read(String text) throws IOException {
    Path written = Files.writeString(temporary.resolve("written"), text);
    Files.move(written, directory.checkpoint(), StandardCopyOption.REPLACE_EXISTING);
    file.read();
    return file.newest();
  }

  /** A checkpoint that also has another plugin's resource and a pod's units. */
  private Checkpoint registered(String... ids) throws IOException {
    return read(
        """
        {"Data":{"PodDeviceEntries":[{"PodUID":"5c1e","ContainerName":"main",
        "ResourceName":"%1$s","DeviceIDs":{"-1":["foreign-in-a-pod"],"0":[]},"AllocResp":"CgA="}],
        "RegisteredDevices":{"nvidia.com/gpu":["GPU-1","GPU-2"],"%1$s":%2$s,"z.com/last":[]}},
        "Checksum":3458791287}
        """
            .formatted(
                NAME,
                Arrays.stream(ids)
                    .map(id -> '"' + id + '"')
                    .collect(Collectors.joining(",", "[", "]"))));
  }

  private static Optional<Whose> whose(Checkpoint checkpoint, String name) {
    return checkpoint.devices(ResourceName.parse(name)).map(DeviceIds::whose);
  }

  @Test
  void withoutAFileNothingIsKnown() {
    assertThat(file.read()).isFalse();
    assertThat(file.newest()).isEqualTo(Checkpoint.UNREADABLE);
  }

  @Test
  void knowsWhichNamesAreOurs() throws IOException {
    Checkpoint now = registered("C", "A", "D", "B");
    assertThat(now.readable()).isTrue();
    assertThat(whose(now, NAME.toString())).hasValue(Whose.OURS);
    assertThat(whose(now, "nvidia.com/gpu")).hasValue(Whose.OTHERS);
    assertThat(whose(now, "z.com/last")).hasValue(Whose.NOBODYS);
    assertThat(whose(now, "example.com/gpucores")).isEmpty();
  }

  @Test
  void isReadOncePerChange() throws IOException {
    registered("A");
    assertThat(file.read()).as("the same file").isFalse();
    Checkpoint before = file.newest();
    assertThat(registered("A", "B")).as("as much as before").isEqualTo(before);
    assertThat(registered("GPU-1")).isNotEqualTo(before);
    Files.delete(directory.checkpoint());
    assertThat(file.read()).isTrue();
    assertThat(file.newest()).as("only what is gone is gone").isEqualTo(Checkpoint.UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not JSON",
        "{",
        "[]",
        "null",
        "{\"a\":{\"a\":",
        "{\"Data\":{\"RegisteredDevices\":{\"example.com/gpumem\":[\"GPU-",
        "{\"Data\":{\"PodDeviceEntries\":[{\"DeviceIDs\":{\"-1\":[\"A\""
      })
  void anUnreadableFileKeepsItsLastReadableContent(String text) throws IOException {
    Checkpoint before = registered("GPU-1");
    assertThat(read(text)).isEqualTo(before);
    assertThat(registered("A")).isNotEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"Data\":null}",
        "{\"Data\":{\"PodDeviceEntries\":null,\"RegisteredDevices\":null},\"Checksum\":1}",
        "{\"Data\":{\"RegisteredDevices\":{\"no name\":[\"GPU-1\"],\"a.b/c\":[]}}}",
        "{\"Checksum\":1,\"RegisteredDevices\":{\"example.com/gpumem\":[\"GPU-1\"]}}"
      })
  void aFileWithoutTheNameSaysNothingOfIt(String text) throws IOException {
    assertThat(whose(read(text), NAME.toString())).isEmpty();
  }

  /** The order of an object's fields means nothing. */
  @Test
  void whatComesBeforeTheDataIsSkipped() throws IOException {
    String text =
        "{\"Checksum\":1,\"a\":{\"Data\":{}},\"Data\":{\"RegisteredDevices\":{\"%s\":[\"A\"]}}}"
            .formatted(NAME);
    assertThat(whose(read(text), NAME.toString())).hasValue(Whose.OURS);
  }

  /**
   * The resource's plugin has gone: less than five minutes ago, or longer ago while pods still hold
   * some of its units.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Data\":{\"RegisteredDevices\":{\"example.com/gpumem\":null}}}",
        "{\"Data\":{\"RegisteredDevices\":{\"example.com/gpumem\":{\"a\":[1]}}}}",
        "{\"Data\":{\"RegisteredDevices\":{\"a.b/c\":[],\"example.com/gpumem\":[]}}}",
        "{\"Data\":{\"PodDeviceEntries\":[{\"ResourceName\":\"example.com/gpumem\","
            + "\"DeviceIDs\":{\"-1\":[\"A\"]}}],\"RegisteredDevices\":{}}}"
      })
  void aNameWithoutHealthyUnitsIsNobodys(String text) throws IOException {
    assertThat(whose(read(text), NAME.toString())).hasValue(Whose.NOBODYS);
  }

  @Test
  void countsWhatPodsHold() throws IOException {
    Checkpoint now =
        read(
            """
            {"Data":{"PodDeviceEntries":[
            {"PodUID":"1","ContainerName":"a","ResourceName":"%1$s",
            "DeviceIDs":{"-1":["A","B"],"0":["C"]},"AllocResp":"CgA="},
            {"PodUID":"2","ContainerName":"a","ResourceName":"z.com/other","DeviceIDs":{"-1":["A"]}},
            {"DeviceIDs":{"-1":["D"]},"PodUID":"3","ContainerName":"a","ResourceName":"%1$s"},
            {"PodUID":"4","ContainerName":"a","ResourceName":"%1$s","DeviceIDs":null}],
            "RegisteredDevices":{"%1$s":["A","B","C","D","E"]}},"Checksum":1}
            """
                .formatted(NAME));
    assertThat(now.held(NAME)).isEqualTo(4);
    assertThat(now.heldInAll()).isEqualTo(5);
  }

  @Test
  void aDirectoryInItsPlaceIsUnreadable() throws IOException {
    Files.createDirectory(directory.checkpoint());
    file.read();
    assertThat(file.newest()).isEqualTo(Checkpoint.UNREADABLE);
  }
}
