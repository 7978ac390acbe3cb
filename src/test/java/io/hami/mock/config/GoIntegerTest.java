package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoIntegerTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "-7, -7",
    "+7, 7",
    "0x10, 16",
    "0XfF, 255",
    "-0x10, -16",
    "0b101, 5",
    "0o17, 15",
    "017, 15",
    "00, 0",
    "1_000, 1000",
    "0x_1_0, 16",
    "99999999999999999999, 99999999999999999999",
  })
  void readsWhatGoReads(String text, BigInteger value) {
    assertThat(GoInteger.parse(text)).isEqualTo(Optional.of(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "x", "1x", "08", "0x", "0b2", "1.0", "1e3", "_1", "1_", "1__0", " 1"})
  void refusesAnyOtherText(String text) {
    assertThat(GoInteger.parse(text)).isEmpty();
  }

  /** On a stack as small as that of the shipped process, which a frame for each digit overflows. */
  @Test
  void manyDigitsTakeNoStack() throws InterruptedException {
    AtomicReference<Object> result = new AtomicReference<>("none");
    Thread small =
        new Thread(
            null,
            () -> {
              try {
                result.set(GoInteger.parse("1".repeat(1_000)).orElseThrow().bitLength());
              } catch (StackOverflowError overflow) {
                result.set(overflow);
              }
            },
            "small-stack",
            256 * 1024);
    small.start();
    small.join();
    assertThat(result.get()).isEqualTo(3_319);
    assertThat(GoInteger.parse("1".repeat(1_001))).isEmpty();
  }
}
