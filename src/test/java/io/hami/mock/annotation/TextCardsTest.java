package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hami.mock.annotation.Decoded.Cards;
import io.hami.mock.model.Card;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextCardsTest {
  private static final String P4 = "GPU-ebe7c3f7-303d-558d-435e-99a160631fe4";

  private static Decoded decode(String value) {
    return Encoding.TEXT.decode(value);
  }

  @ParameterizedTest
  @MethodSource
  void samplesOfHamisTestsAreRead(String value, List<Card> cards) {
    assertThat(decode(value)).isEqualTo(new Cards(cards));
  }

  static Stream<Arguments> samplesOfHamisTestsAreRead() {
    return Stream.of(
        arguments(
            P4 + ",10,7680,100,NVIDIA-Tesla P4,0,true:",
            List.of(new Card(P4, 0, 10, 7680, 100, "NVIDIA-Tesla P4", 0, "hami-core", true))),
        arguments(
            P4 + ",10,7680,100,NVIDIA-Tesla P4,0,true,1,hami-core:",
            List.of(new Card(P4, 1, 10, 7680, 100, "NVIDIA-Tesla P4", 0, "hami-core", true))),
        arguments(
            "test-0,1,1024,100,DCU,0,true,0,test:",
            List.of(new Card("test-0", 0, 1, 1024, 100, "DCU", 0, "test", true))),
        arguments(
            "GPU-bad51c5a-ed4c-591d-91bf-c04a12e19eae,10,8192,100,MR-V100,0,true:",
            List.of(
                new Card(
                    "GPU-bad51c5a-ed4c-591d-91bf-c04a12e19eae",
                    0,
                    10,
                    8192,
                    100,
                    "MR-V100",
                    0,
                    "hami-core",
                    true))),
        arguments(
            "a,1,2,3,T,-1,f:b,+4,5,6,,7,1,8,mig",
            List.of(
                new Card("a", 0, 1, 2, 3, "T", -1, "hami-core", false),
                new Card("b", 8, 4, 5, 6, "", 7, "mig", true))),
        arguments(
            "::a,1,2,3,T,0,t::b,1,2,3,T,0,t::",
            List.of(
                new Card("a", 0, 1, 2, 3, "T", 0, "hami-core", true),
                new Card("b", 0, 1, 2, 3, "T", 0, "hami-core", true))),
        arguments(
            ",+0,-0,2147483647,,9223372036854775807,F,9223372036854775807,:",
            List.of(
                new Card(
                    "", Long.MAX_VALUE, 0, 0, Integer.MAX_VALUE, "", Long.MAX_VALUE, "", false))));
  }

  @ParameterizedTest
  @ValueSource(strings = {":", "::::"})
  void onlyColonsAreNoCards(String value) {
    assertThat(decode(value)).isEqualTo(new Cards(List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "1,true", "t,true", "T,true", "TRUE,true", "true,true", "True,true",
    "0,false", "f,false", "F,false", "FALSE,false", "false,false", "False,false"
  })
  void healthIsParsedAsGoParsesBooleans(String health, boolean healthy) {
    assertThat(decode("a,1,2,3,T,0," + health + ":"))
        .isEqualTo(new Cards(List.of(new Card("a", 0, 1, 2, 3, "T", 0, "hami-core", healthy))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ^[]                                 | ''              | cards that end with ':' | "[]"
          ^a,1,2,3,T,0,true                   | ''              | cards that end with ':' | "a,1,2,3,T,0,true"
          ^garbage:                           | card 1          | FIELDS | "garbage"
          a,1,2,3,T,0,true:^garbage:          | card 2          | FIELDS | "garbage"
          ^0000:83:00.0,1,2,3,T,0,true:       | card 1          | FIELDS | "0000"
          ^a,10,7680,100,T:                   | card 1          | FIELDS | 5 fields
          ^a,10,7680,100,T,0:                 | card 1          | FIELDS | 6 fields
          ^a,10,7680,100,T,0,true,1:          | card 1          | FIELDS | 8 fields
          ^a,1,2,3,T,0,true,1,m,x:            | card 1          | FIELDS | 10 fields
          a,1,2,3,T,0,true::^a,1:             | card 2          | FIELDS | 2 fields
          a,^notanint,7680,100,T,0,true:      | card 1, count   | INT32 | "notanint"
          ,^,,,,,:                            | card 1, count   | INT32 | ""
          a,^-1,7680,100,T,0,true:            | card 1, count   | INT32 | "-1"
          a,1,^ 7680,100,T,0,true:            | card 1, devmem  | INT32 | " 7680"
          a,1,^0x10,100,T,0,true:             | card 1, devmem  | INT32 | "0x10"
          a,1,^1_000,100,T,0,true:            | card 1, devmem  | INT32 | "1_000"
          a,1,^1.5,100,T,0,true:              | card 1, devmem  | INT32 | "1.5"
          a,1,^99999999999,100,T,0,true:      | card 1, devmem  | INT32 | "99999999999"
          a,1,^2147483648,100,T,0,true:       | card 1, devmem  | INT32 | "2147483648"
          a,1,^99999999999999999999,1,T,0,t:  | card 1, devmem  | INT32 | "99999999999999999999"
          a,1,^-7680,100,T,0,true:            | card 1, devmem  | INT32 | "-7680"
          a,1,^٣,100,T,0,true:                | card 1, devmem  | INT32 | "٣"
          a,1,^+,100,T,0,true:                | card 1, devmem  | INT32 | "+"
          a,1,1,^-5,T,0,true:                 | card 1, devcore | INT32 | "-5"
          a,1,1,1,T,^x,true:                  | card 1, numa    | a whole number from -9223372036854775808 to 9223372036854775807 | "x"
          a,1,1,1,T,0,^maybe:                 | card 1, health  | true or false | "maybe"
          a,1,1,1,T,0,^tRUE:                  | card 1, health  | true or false | "tRUE"
          a,1,1,1,T,0,^true :                 | card 1, health  | true or false | "true "
          a,1,1,1,T,0,true,^-1,hami-core:     | card 1, index   | a whole number from 0 to 9223372036854775807 | "-1"
          a,1,1,1,T,0,true:b,1,1,1,T,0,true,^i,m: | card 2, index | a whole number from 0 to 9223372036854775807 | "i"
          """)
  void oneWrongFieldRejectsTheWholeValueAtItsPosition(
      String marked, String where, String expected, String found) {
    Marked wrong = Marked.of(marked);
    wrong.isMalformed(
        decode(wrong.value()),
        where,
        expected
            .replace("INT32", "a whole number from 0 to 2147483647")
            .replace("FIELDS", "7 or 9 fields separated by ','"),
        found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void anEmptyValueIsMalformed(String value) {
    new Marked(value, 0)
        .isMalformed(decode(value), "", "cards that end with ':'", '"' + value + '"');
  }
}
