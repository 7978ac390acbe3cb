package io.hami.mock.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Card;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Inspection.Absent;
import io.hami.mock.model.Inspection.Found;
import io.hami.mock.model.Reason;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocmSmiTest {
  private static final String A_CARD_OF_EACH =
      """
      driver 6.16.13
      count 2
      0.vendor 0x1002
      0.unique 0x1a2b3c
      0.name AMD Instinct MI300X
      0.bytes 206141652992
      0.numa 1
      1.vendor 0x1d94
      1.serial TK123
      1.name K100_AI
      1.bytes 68702699520\
      """;

  private static final Card MI300X =
      new Card("GPU-00000000001a2b3c", 0, 1, 196592, 100, "AMD Instinct MI300X", 1, "", true);

  private static final Card K100 =
      new Card("DCU-TK123", 1, 1, 65520, 100, "DCU-K100_AI", -1, "", true);

  @TempDir Path directory;

  private FakeLibrary smi(String... more) {
    FakeLibrary library = FakeLibrary.compile(directory, "rocm_smi");
    return library.answers(A_CARD_OF_EACH, String.join("\n", more));
  }

  private static Inspector inspector(FakeLibrary library, RocmSmi.Dialect dialect) {
    return new Inspector("AMD", () -> RocmSmi.open(library.files(), dialect));
  }

  private static List<Card> cards(Inspection inspection) {
    assertThat(inspection).isInstanceOf(Found.class);
    return ((Found) inspection).cards();
  }

  @Test
  void aCardCountsForTheVendorThatMadeIt() {
    FakeLibrary smi = smi();

    assertThat(inspector(smi, RocmSmi.Dialect.AMD).inspect())
        .isEqualTo(new Found(smi.file() + ", driver 6.16.13", List.of(MI300X)));
    assertThat(cards(inspector(smi, RocmSmi.Dialect.HYGON).inspect())).containsExactly(K100);
  }

  @Test
  void aCardThatIsLostIsUnhealthyUntilItIsBack() {
    FakeLibrary smi = smi();
    Inspector inspector = inspector(smi, RocmSmi.Dialect.AMD);
    inspector.inspect();

    smi.answers(A_CARD_OF_EACH, "0.error 1");
    assertThat(cards(inspector.inspect())).extracting(Card::healthy).containsExactly(false);

    smi.answers(A_CARD_OF_EACH);
    assertThat(cards(inspector.inspect())).containsExactly(MI300X);
  }

  @Test
  void aCardWithoutAUniqueIdIsLeftOut() {
    assertThat(cards(inspector(smi("0.unique 0"), RocmSmi.Dialect.AMD).inspect())).isEmpty();
  }

  @Test
  void withoutADriverItIsAbsentWithTheLibrarysMessage() {
    FakeLibrary smi = smi("init 8");

    assertThat(inspector(smi, RocmSmi.Dialect.AMD).inspect())
        .isEqualTo(
            new Absent(
                new Reason(
                    Reason.Kind.NO_HARDWARE, smi.file() + ": RSMI_STATUS_INIT_ERROR: no cards")));
  }
}
