package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesQuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4, 4",
    "007, 7",
    "+5, 5",
    "-1, -1",
    "1k, 1000",
    "100k, 100000",
    "262144, 262144",
    "500m, 0.5",
    "1500m, 1.5",
    "3u, 0.000003",
    "3n, 0.000000003",
    "2M, 2000000",
    "2G, 2000000000",
    "2T, 2000000000000",
    "2P, 2000000000000000",
    "2E, 2000000000000000000",
    "1Ki, 1024",
    "1Mi, 1048576",
    "1.5Gi, 1610612736",
    "1Ti, 1099511627776",
    "1Pi, 1125899906842624",
    "1Ei, 1152921504606846976",
    "2e3, 2000",
    "2E3, 2000",
    "2e+3, 2000",
    "25e-1, 2.5",
    "1.25, 1.25",
    "5., 5",
    ".5, 0.5",
    "-.5k, -500",
    "9223372036854775808, 9223372036854775808"
  })
  void readsWhatKubernetesWrites(String text, BigDecimal value) {
    assertThat(KubernetesQuantity.parse(text))
        .hasValueSatisfying(read -> assertThat(read).isEqualByComparingTo(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "k",
        "Ki",
        ".",
        "-",
        "+",
        "e3",
        "1 k",
        " 1",
        "1 ",
        "1kk",
        "1K",
        "1ki",
        "1KiB",
        "1g",
        "0x10",
        "1,000",
        "1_000",
        "1e",
        "1e1000",
        "1e3k",
        "1.2.3",
        "--1",
        "NaN",
        "Infinity",
        "four",
        "٤",
        "1\n"
      })
  void refusesEverythingElse(String text) {
    assertThat(KubernetesQuantity.parse(text)).isEmpty();
  }

  @Property
  void anyWholeNumberIsItself(@ForAll long number) {
    assertThat(KubernetesQuantity.parse(Long.toString(number))).hasValue(new BigDecimal(number));
  }

  /** The result for invalid text does not matter here, only that there is one. */
  @Property
  void neverThrows(@ForAll String text) {
    assertThat(KubernetesQuantity.parse(text)).isNotNull();
  }
}
