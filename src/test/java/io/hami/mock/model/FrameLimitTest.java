package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameLimitTest {
  /** Kubelets of 1.20 and 1.36 took 262,408 such units and refused 262,409. */
  @Test
  void holdsAsManyUnitsAsKubeletsWereSeenToTake() {
    assertThat(FrameLimit.MAX_UNITS).isEqualTo(262_408);
    assertThat(FrameLimit.bytes(262_408)).isEqualTo(4_194_304);
    assertThat(FrameLimit.bytes(262_409)).isEqualTo(4_194_320);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 14",
    "64, 896",
    "65, 911",
    "4160, 62336",
    "4161, 62352",
    // 262,144 units of three characters each would be 4,194,304 bytes; the shorter ones save some.
    "262144, 4190080",
    "266304, 4256640"
  })
  void countsTheBytesOfALongerAndLongerList(int units, int bytes) {
    assertThat(FrameLimit.bytes(units)).isEqualTo(bytes);
  }

  @Property
  void oneMoreUnitCostsItsIdAndThirteenBytes(
      @ForAll @IntRange(max = UnitId.MAX_UNITS - 1) int units) {
    assertThat(FrameLimit.bytes(units + 1) - FrameLimit.bytes(units))
        .isEqualTo(UnitId.length(units) + 13);
  }

  @Test
  void everyUnitThatFitsHasAnId() {
    assertThat(FrameLimit.MAX_UNITS).isLessThanOrEqualTo(UnitId.MAX_UNITS);
  }
}
