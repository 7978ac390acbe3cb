package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Decoded.Cards;
import io.hami.mock.model.Card;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetaxCardsTest {
  private static Decoded decode(String value) {
    return Encoding.METAX_SGPU.decode(value);
  }

  @Test
  void totalsMakeTheCardAndThePositionItsIndex() {
    assertThat(
            decode(
                """
                [{"uuid":"GPU-a","bdf":"0000:05:00.0","model":"MXC500","totalDevCount":16,"totalCompute":100,
                "totalVRam":65536,"availableDevCount":3,"availableCompute":-1,"availableVRam":7,"numa":1,
                "healthy":true,"qosPolicy":"best-effort","linkZone":2,"new":[{}]},
                {"UUID":"GPU-b","totaldevcount":8}]\
                """))
        .isEqualTo(
            new Cards(
                List.of(
                    new Card("GPU-a", 0, 16, 65536, 100, "Metax-SGPU", 1, "", true),
                    new Card("GPU-b", 1, 8, 0, 0, "Metax-SGPU", 0, "", false))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null"})
  void anEmptyListAndNullHaveNoCards(String value) {
    assertThat(decode(value)).isEqualTo(new Cards(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{"totalVRam":^-1}]              | card 1, totalVRam     | a whole number from 0 to 2147483647 | -1
          [{},{"totalDevCount":^2147483648}] | card 2, totalDevCount | a whole number from 0 to 2147483647 | 2147483648
          [{"totalCompute":^"100"}]        | card 1, totalCompute  | a whole number from 0 to 2147483647 | "100"
          [{"availableVRam":^1.5}]         | card 1, availableVRam | a whole number from -2147483648 to 2147483647 | 1.5
          [{"numa":^2147483648}]           | card 1, numa          | a whole number from -2147483648 to 2147483647 | 2147483648
          [{"healthy":^"yes"}]             | card 1, healthy       | true or false | "yes"
          [{"qosPolicy":^0}]               | card 1, qosPolicy     | a string | 0
          [^null]                          | card 1                | an object | null
          ^{}                              | ''                    | a JSON array of sGPUs | an object
          ^                                | ''                    | a JSON array of sGPUs | end of text
          """)
  void aWrongTypeRejectsTheWholeValue(String marked, String where, String expected, String found) {
    Marked wrong = Marked.of(marked);
    wrong.isMalformed(decode(wrong.value()), where, expected, found);
  }
}
