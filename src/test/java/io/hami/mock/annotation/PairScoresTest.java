package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Decoded.Malformed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairScoresTest {
  private static final String INT64 =
      "a whole number from -9223372036854775808 to 9223372036854775807";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "[{}]",
        "[{\"uuid\":\"GPU-0\",\"score\":{\"GPU-1\":50,\"GPU-2\":20,\"GPU-3\":20}}]",
        "[{\"uuid\":\"GPU-0\",\"score\":null},{\"UUID\":\"GPU-1\",\"score\":{\"GPU-0\":null},\"x\":[1.5]}]"
      })
  void scoresAreReadable(String value) {
    assertThat(PairScores.check(value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ^                                      | ''             | a JSON array of pair scores | end of text
          ^{}                                    | ''             | a JSON array of pair scores | an object
          ^""                                    | ''             | a JSON array of pair scores | ""
          [{"uuid":^7}]                          | entry 1, uuid  | a string   | 7
          [{},{"score":^[]}]                     | entry 2, score | an object  | an array
          [{"score":{"GPU-1":^"50"}}]            | entry 1, score | INT64      | "50"
          [{"score":{"GPU-1":^1.5}}]             | entry 1, score | INT64      | 1.5
          [^null]                                | entry 1        | an object  | null
          [{"score":{"GPU-1":5^]}]               | entry 1, score | valid JSON | ]
          [] ^[]                                 | ''             | end of text | []
          """)
  void unreadableScoresAreMalformedAtTheirPosition(
      String marked, String where, String expected, String found) {
    Marked wrong = Marked.of(marked);
    assertThat(PairScores.check(wrong.value()))
        .contains(new Malformed(where, wrong.position(), expected.replace("INT64", INT64), found));
  }
}
