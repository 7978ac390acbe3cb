package io.hami.mock.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hami.mock.model.Card;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Inspection.Absent;
import io.hami.mock.model.Inspection.Found;
import io.hami.mock.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DcmiTest {
  /** A board with a chip and its controller, and one with two chips. */
  private static final String TWO_BOARDS =
      """
      driver 25.3.rc1
      cards 2
      1.devices 2
      2.devices 2
      10.logic 0
      10.chip 910B3
      10.cores 20
      10.hbm 65536
      10.bus 0xc1
      11.type 1
      20.logic 1
      20.chip 310P3
      20.cores 8
      20.ddr 21527
      21.logic 2
      21.chip Ascend910
      21.cores 20
      21.hbm 65536\
      """;

  private static final Card WITH_HBM =
      new Card(
          "0000000A-000000A0-00000A00-0000A000-000A0000",
          0,
          1,
          65536,
          20,
          "Ascend910B3",
          1,
          "",
          true);

  @TempDir Path directory;
  @TempDir Path sys;

  private FakeLibrary dcmi(String... more) {
    FakeLibrary library = FakeLibrary.compile(directory, "dcmi");
    return library.answers(TWO_BOARDS, String.join("\n", more));
  }

  private Inspector inspector(FakeLibrary library) {
    return new Inspector("Ascend", () -> Dcmi.open(library.files(), new PciDevices(sys)));
  }

  private static List<Card> cards(Inspection inspection) {
    assertThat(inspection).isInstanceOf(Found.class);
    return ((Found) inspection).cards();
  }

  @Test
  void everyChipIsACardAndABoardsControllerIsNone() throws IOException {
    Path device = Files.createDirectories(sys.resolve("bus/pci/devices/0000:c1:00.0"));
    Files.writeString(device.resolve("numa_node"), "1\n");
    FakeLibrary dcmi = dcmi();

    Inspection found = inspector(dcmi).inspect();

    assertThat(found).isInstanceOf(Found.class);
    assertThat(((Found) found).library()).isEqualTo(dcmi.file() + ", driver 25.3.rc1");
    assertThat(cards(found)).first().isEqualTo(WITH_HBM);
    assertThat(cards(found))
        .extracting(Card::index, Card::type, Card::memoryMiB, Card::cores, Card::healthy)
        .containsExactly(
            tuple(0L, "Ascend910B3", 65536, 20, true),
            tuple(1L, "Ascend310P3", 21527, 8, true),
            tuple(2L, "Ascend910", 65536, 20, true));
  }

  @Test
  void aChipWithAnAlarmOrWithoutAnAnswerIsUnhealthy() {
    FakeLibrary dcmi = dcmi();
    Inspector inspector = inspector(dcmi);
    inspector.inspect();

    dcmi.answers(TWO_BOARDS, "10.health 2", "21.error -8008");

    assertThat(cards(inspector.inspect()))
        .extracting(Card::healthy)
        .containsExactly(false, true, false);
  }

  @Test
  void aDriverThatDoesNotAnswerIsAbsentWithTheErrorInWords() {
    FakeLibrary dcmi = dcmi("init -8002");

    assertThat(inspector(dcmi).inspect())
        .isEqualTo(
            new Absent(
                new Reason(
                    Reason.Kind.NO_HARDWARE,
                    dcmi.file() + ": dcmi_init: error -8002, operation not permitted")));
  }
}
