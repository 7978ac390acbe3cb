package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitIdTest {
  private static List<String> golden() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(UnitIdTest.class.getResourceAsStream("/unit-ids.golden"))) {
      return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  static Stream<Arguments> goldenIds() throws IOException {
    return golden().stream()
        .map(line -> line.split(" ", 2))
        .filter(parts -> !parts[0].equals("sha256"))
        .map(parts -> Arguments.of(Integer.parseInt(parts[0]), parts[1]));
  }

  @ParameterizedTest
  @MethodSource("goldenIds")
  void keepsTheIdsOfEarlierVersions(int index, String id) {
    assertThat(UnitId.of(index)).isEqualTo(id);
    assertThat(UnitId.index(id)).hasValue(index);
  }

  @Test
  void item26KeepsEveryIdOfEarlierVersions() throws IOException, NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    for (int index = 0; index < UnitId.MAX_UNITS; index++) {
      sha256.update((UnitId.of(index) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(golden()).contains("sha256 " + HexFormat.of().formatHex(sha256.digest()));
  }

  @Test
  void noTwoUnitsShareAnId() {
    Set<String> ids = new HashSet<>();
    for (int index = 0; index < UnitId.MAX_UNITS; index++) {
      ids.add(UnitId.of(index));
    }
    assertThat(ids).hasSize(266_304);
  }

  @Property
  void anIdLeadsBackToItsIndex(@ForAll @IntRange(max = UnitId.MAX_UNITS - 1) int index) {
    assertThat(UnitId.index(UnitId.of(index))).hasValue(index);
    assertThat(UnitId.of(index)).hasSize(UnitId.length(index)).matches("[A-Za-z0-9_-]{1,3}");
  }

  @Property
  void anyTextIsTheIdOfOneIndexOrOfNone(@ForAll @StringLength(max = 5) String text) {
    OptionalInt index = UnitId.index(text);
    if (index.isPresent()) {
      assertThat(UnitId.of(index.getAsInt())).isEqualTo(text);
    } else {
      assertThat(text).doesNotMatch("[A-Za-z0-9_-]{1,3}");
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1", "63,1", "64,2", "4159,2", "4160,3", "266303,3"})
  void theLengthOfAnIdGrowsWithItsIndex(int index, int length) {
    assertThat(UnitId.length(index)).isEqualTo(length);
    assertThat(UnitId.of(index)).hasSize(length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "AAAA", "mock-devices-id-0", "A+", "é", "A A", "\0", "ＡＢ", "=", "/", "GPU-0"})
  void aTextThatIsNoIdHasNoIndex(String text) {
    assertThat(UnitId.index(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 266_304, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void thereIsNoIdOutsideTheRange(int index) {
    assertThatThrownBy(() -> UnitId.of(index))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a unit's index is 0 to 266303, not " + index);
  }

  @Test
  void appendsToABuffer() {
    byte[] target = "......".getBytes(StandardCharsets.US_ASCII);
    assertThat(UnitId.write(4160 + 65, target, 1)).isEqualTo(4);
    assertThat(new String(target, StandardCharsets.US_ASCII)).isEqualTo(".ABB..");
  }
}
