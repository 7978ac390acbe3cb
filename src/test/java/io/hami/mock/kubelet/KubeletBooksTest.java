package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.ResourceName;
import io.hami.mock.model.UnitId;
import io.hami.mock.port.Holding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletBooksTest {
  private static final ResourceName NAME = ResourceName.parse("example.com/gpumem");

  private static final Holding OURS = new Holding.Ours();
  private static final Holding UNKNOWN = new Holding.Unknown();
  private static final Holding REMEMBERED = new Holding.Remembered();

  @TempDir private Path temporary;
  private KubeletDirectory directory;
  private KubeletBooks books;

  @BeforeEach
  void open() {
    directory = new KubeletDirectory(temporary);
    books = new KubeletBooks(directory);
  }

  private void write(String text) throws IOException {
    Files.writeString(directory.checkpoint(), text);
  }

  private static String list(Stream<String> ids) {
    return ids.map(id -> '"' + id + '"').collect(Collectors.joining(",", "[", "]"));
  }

  /** A checkpoint as a kubelet writes it, with another plugin's resource and a pod's units. */
  private void registered(String... ids) throws IOException {
    write(
        """
        {"Data":{"PodDeviceEntries":[{"PodUID":"5c1e","ContainerName":"main",
        "ResourceName":"%1$s","DeviceIDs":{"-1":["foreign-in-a-pod"],"0":[]},"AllocResp":"CgA="}],
        "RegisteredDevices":{"nvidia.com/gpu":["GPU-1","GPU-2"],"%1$s":%2$s,"z.com/last":[]}},
        "Checksum":3458791287}
        """
            .formatted(NAME, list(Arrays.stream(ids))));
  }

  private static String[] ours(int units) {
    return IntStream.range(0, units).mapToObj(UnitId::of).toArray(String[]::new);
  }

  @Test
  void withoutACheckpointNobodyIsKnown() {
    assertThat(books.holding(NAME, 0)).isEqualTo(UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 64, 65, 4160, 5000})
  void ourOwnUnitsAreNobodyElses(int units) throws IOException {
    registered(ours(units));
    assertThat(books.holding(NAME, 0)).isEqualTo(OURS);
  }

  /** The kubelet keeps its sets in Go maps, in whose order it writes them. */
  @Test
  void ourOwnUnitsAreOursInAnyOrder() throws IOException {
    registered("C", "A", "D", "B");
    assertThat(books.holding(NAME, 0)).isEqualTo(OURS);
  }

  /** Only healthy units are in the books, and those are the first ones also during a shrink. */
  @Test
  void ourOwnUnitsAreOursAfterAShrink() throws IOException {
    registered(ours(5));
    assertThat(books.holding(NAME, 0)).isEqualTo(OURS);
  }

  @Test
  void thePredecessorsUnitsAreToBeReplaced() throws IOException {
    registered("mock-devices-id-0", "mock-devices-id-1", "mock-devices-id-24563");
    assertThat(books.holding(NAME, 0)).isEqualTo(OURS);
  }

  @Test
  void anotherPluginsDevicesAreItsOwn() throws IOException {
    registered("GPU-7a1f", "GPU-9c33");
    assertThat(books.holding(NAME, 0)).isEqualTo(new Holding.Foreign("GPU-7a1f"));
  }

  @Test
  void shortIdsOfAnotherPluginAreNotTakenForOurs() throws IOException {
    registered("0", "1", "2", "3", "4", "5", "6", "7");
    assertThat(books.holding(NAME, 0)).isEqualTo(new Holding.Foreign("7"));
  }

  /** A card that is not healthy, here the first of two, leaves a gap where its units are. */
  @Test
  void ourOwnUnitsMayHaveGapsWhereTheyBelongToCards() throws IOException {
    registered("E", "F", "G", "H");
    assertThat(books.holding(NAME, 8)).isEqualTo(OURS);
    assertThat(books.holding(NAME, 4)).isEqualTo(new Holding.Foreign("H"));
    assertThat(books.holding(NAME, 0)).isEqualTo(new Holding.Foreign("H"));
    registered("E", "F", "G", "I");
    assertThat(books.holding(NAME, 8)).isEqualTo(new Holding.Foreign("I"));
    registered("E", "F", "GPU-1");
    assertThat(books.holding(NAME, 8)).isEqualTo(new Holding.Foreign("GPU-1"));
  }

  /** Ours from before a restart, when there were more of them. */
  @Test
  void aListWithoutGapsIsOursHoweverShortTheListIsToBe() throws IOException {
    registered(ours(100));
    assertThat(books.holding(NAME, 4)).isEqualTo(OURS);
  }

  @Test
  void oneForeignDeviceAmongOursIsEnough() throws IOException {
    registered("A", "B", "not-ours");
    assertThat(books.holding(NAME, 0)).isEqualTo(new Holding.Foreign("not-ours"));
  }

  @Test
  void aNameThatIsNotInTheBooksIsFree() throws IOException {
    registered("GPU-7a1f");
    assertThat(books.holding(ResourceName.parse("example.com/gpucores"), 0)).isEqualTo(UNKNOWN);
    assertThat(books.holding(ResourceName.parse("nvidia.com/gpu"), 0))
        .isEqualTo(new Holding.Foreign("GPU-1"));
    assertThat(books.holding(ResourceName.parse("z.com/last"), 0)).isEqualTo(REMEMBERED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not JSON",
        "{",
        "[]",
        "null",
        "{}",
        "{\"Data\":null}",
        "{\"Data\":{\"PodDeviceEntries\":null,\"RegisteredDevices\":null},\"Checksum\":1}",
        "{\"Data\":{\"RegisteredDevices\":{\"example.com/gpumem\":[\"GPU-",
        "{\"Data\":{\"RegisteredDevices\":{\"example.com/gpumem\":{}}}}",
        "{\"Checksum\":1,\"RegisteredDevices\":{\"example.com/gpumem\":[\"GPU-1\"]}}"
      })
  void ofWhatCannotBeReadNobodyIsKnown(String text) throws IOException {
    write(text);
    assertThat(books.holding(NAME, 0)).isEqualTo(UNKNOWN);
  }

  /** Its plugin has gone, within five minutes, or pods hold some of it for longer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Data\":{\"RegisteredDevices\":{\"example.com/gpumem\":null}}}",
        "{\"Data\":{\"RegisteredDevices\":{\"a.b/c\":[],\"example.com/gpumem\":[]}}}",
        "{\"Data\":{\"PodDeviceEntries\":[{\"ResourceName\":\"example.com/gpumem\","
            + "\"DeviceIDs\":{\"-1\":[\"A\"]}}],\"RegisteredDevices\":{}}}"
      })
  void whatHasNoHealthyUnitIsRemembered(String text) throws IOException {
    write(text);
    assertThat(books.holding(NAME, 0)).isEqualTo(REMEMBERED);
  }

  @Test
  void countsWhatPodsHold() throws IOException {
    assertThat(books.held(NAME)).as("no checkpoint").isZero();
    write(
        """
        {"Data":{"PodDeviceEntries":[
        {"PodUID":"1","ContainerName":"a","ResourceName":"%1$s","DeviceIDs":{"-1":["A","B"],"0":["C"]},
        "AllocResp":"CgA="},
        {"PodUID":"2","ContainerName":"a","ResourceName":"z.com/other","DeviceIDs":{"-1":["A"]}},
        {"DeviceIDs":{"-1":["D"]},"PodUID":"3","ContainerName":"a","ResourceName":"%1$s"},
        {"PodUID":"4","ContainerName":"a","ResourceName":"%1$s","DeviceIDs":null}],
        "RegisteredDevices":{"%1$s":["A","B","C","D","E"]}},"Checksum":1}
        """
            .formatted(NAME));
    assertThat(books.held(NAME)).isEqualTo(4);
    assertThat(books.held()).isEqualTo(5);
    write("{\"Data\":{\"PodDeviceEntries\":[{\"DeviceIDs\":{\"-1\":[\"A\"");
    assertThat(books.held(NAME)).as("cut off").isZero();
  }

  @Test
  void aDirectoryInItsPlaceIsNoAccountOfAnything() throws IOException {
    Files.createDirectory(directory.checkpoint());
    assertThat(books.holding(NAME, 0)).isEqualTo(UNKNOWN);
  }
}
