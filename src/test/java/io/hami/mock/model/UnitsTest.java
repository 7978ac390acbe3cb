package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({"1,2", "-1,-1", "0,-1"})
  void moreAllocatableThanCapacityIsRefused(long capacity, long allocatable) {
    assertThatThrownBy(() -> new Units(capacity, allocatable))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(allocatable + " of " + capacity);
  }

  @Test
  void equalNumbersAreShownAsOne() {
    assertThat(new Units(8, 8)).hasToString("8");
    assertThat(new Units(8, 4)).hasToString("4 of 8");
    assertThat(Units.NONE).hasToString("0");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aSplitFactorBelowOneIsRefused(int value) {
    assertThatThrownBy(() -> new SplitFactor(value, SplitFactor.Origin.OPERATOR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1, not " + value);
  }
}
