package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hami.mock.annotation.Decoded.Cards;
import io.hami.mock.annotation.Decoded.Malformed;
import io.hami.mock.model.Card;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCardsTest {
  private static final String INT32 = "a whole number from 0 to 2147483647";
  private static final Card BLANK = new Card("", 0, 0, 0, 0, "", 0, "", false);

  private static Decoded decode(String value) {
    return Encoding.JSON.decode(value);
  }

  @ParameterizedTest
  @MethodSource
  void samplesOfHamisTestsAreRead(String value, List<Card> cards) {
    assertThat(decode(value)).isEqualTo(new Cards(cards));
  }

  static Stream<Arguments> samplesOfHamisTestsAreRead() {
    return Stream.of(
        arguments(
            """
            [{"index":1,"id":"id-1","count":1,"devmem":1024,"devcore":10,"type":"type","numa":0,"health":true},\
            {"index":2,"id":"id-2","count":2,"devmem":2048,"devcore":20,"type":"type2","numa":1,"health":false}]\
            """,
            List.of(
                new Card("id-1", 1, 1, 1024, 10, "type", 0, "", true),
                new Card("id-2", 2, 2, 2048, 20, "type2", 1, "", false))),
        arguments(
            """
            [{"id":"GPU-0","count":5,"devmem":8192,"devcore":100,"type":"NVIDIA-Tesla P4","numa":0,"health":true,"index":0}]\
            """,
            List.of(new Card("GPU-0", 0, 5, 8192, 100, "NVIDIA-Tesla P4", 0, "", true))),
        arguments(
            """
            [{"id":"xpu-0","index":0,"count":1,"devmem":98304,"devcore":100,"type":"XPU","health":true}]\
            """,
            List.of(new Card("xpu-0", 0, 1, 98304, 100, "XPU", 0, "", true))),
        arguments(
            """
            [{"id":"GPU-0","index":0,"count":1,"devmem":8192,"devcore":100,"type":"amd","numa":0,"health":true}]\
            """,
            List.of(new Card("GPU-0", 0, 1, 8192, 100, "amd", 0, "", true))),
        arguments(
            """
            [{"id":"7-0","count":1,"devmem":32768,"type":"Vastai","health":true,"devicepairscore":{}}]\
            """,
            List.of(new Card("7-0", 0, 1, 32768, 0, "Vastai", 0, "", true))),
        arguments(
            """
            [{"id":"GPU-0","index":4,"count":10,"devmem":81920,"devcore":100,"type":"NVIDIA A100-SXM4-80GB",\
            "numa":1,"mode":"hami-core","health":true,"devicepairscore":{}}]\
            """,
            List.of(
                new Card(
                    "GPU-0", 4, 10, 81920, 100, "NVIDIA A100-SXM4-80GB", 1, "hami-core", true))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", " [ ] ", "\t\r\n null \n"})
  void anEmptyListAndNullHaveNoCards(String value) {
    assertThat(decode(value)).isEqualTo(new Cards(List.of()));
  }

  @Test
  void aCardWithoutFieldsHasEveryDefaultAndIsUnhealthy() {
    assertThat(decode("[{}]")).isEqualTo(new Cards(List.of(BLANK)));
  }

  @Test
  void nullLeavesAFieldAsItWas() {
    assertThat(
            decode(
                """
                [{"id":null,"index":null,"count":null,"devmem":7,"devmem":null,"devcore":null,"type":null,
                "numa":null,"mode":null,"health":null,"custominfo":null,"devicepairscore":null,"migtemplate":null}]\
                """))
        .isEqualTo(new Cards(List.of(new Card("", 0, 0, 7, 0, "", 0, "", false))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{"DevMem":5}]                            | 5
          [{"DEVMEM":5}]                            | 5
          [{"devmem":1,"devmem":5}]                 | 5
          [{"DevMem":1,"DEVMEM":5}]                 | 5
          [{"devmem":5,"DevMem":1}]                 | 1
          [{"DevMem":1,"devmem":5}]                 | 5
          [{"devmem":5,"devmem ":1}]                | 5
          [{"devmem":+0,"devmem":5}]                |
          [{"devmem":-0}]                           | 0
          [{"devmem":2147483647}]                   | 2147483647
          """)
  void fieldNamesMatchInAnyCaseAndTheExactOrElseTheLastCounts(String value, Integer memory) {
    if (memory == null) {
      assertThat(decode(value)).isInstanceOf(Malformed.class);
    } else {
      assertThat(decode(value))
          .isEqualTo(new Cards(List.of(new Card("", 0, 0, memory, 0, "", 0, "", false))));
    }
  }

  @Test
  void aVariantBesideAnExactNameMustHaveTheRightTypeToo() {
    Marked.of("[{\"devmem\":5,\"DevMem\":^\"x\"}]")
        .isMalformed(decode("[{\"devmem\":5,\"DevMem\":\"x\"}]"), "card 1, devmem", INT32, "\"x\"");
  }

  @Test
  void unknownFieldsAreSkippedHoweverDeepTheyAre() {
    assertThat(
            decode(
                """
                [{"x":{"id":"no","y":[{"devmem":1},[[]]]},"id":"yes","z":[1.5e3,"a",null],"devmemory":9}]\
                """))
        .isEqualTo(new Cards(List.of(new Card("yes", 0, 0, 0, 0, "", 0, "", false))));
  }

  @Test
  void otherFieldsThatHamiWritesAreAccepted() {
    assertThat(
            decode(
                """
                [{"devicevendor":"amd","custominfo":{"pciBDF":"0000:83:00.0","NetworkID":0},
                "migProfiles":[{"name":"1g.10gb","memoryMB":9728,"placements":[{"start":0,"size":1}]}],
                "migtemplate":[[]],"devicepairscore":{"uuid":"GPU-0","score":{"GPU-1":50,"GPU-2":null}}}]\
                """))
        .isEqualTo(new Cards(List.of(BLANK)));
  }

  @Test
  void duplicateIdsAndLimitsOfTheRangesAreAccepted() {
    assertThat(
            decode(
                """
                [{"id":"a","index":9223372036854775807,"numa":-9223372036854775808},{"id":"a","numa":-1}]\
                """))
        .isEqualTo(
            new Cards(
                List.of(
                    new Card("a", Long.MAX_VALUE, 0, 0, 0, "", Long.MIN_VALUE, "", false),
                    new Card("a", 0, 0, 0, 0, "", -1, "", false))));
  }

  @Test
  void anIdMayHoldCharactersThatTextCannot() {
    assertThat(decode("[{\"id\":\"0000:83:00.0,\\u00e9\\\"\"}]"))
        .isEqualTo(new Cards(List.of(new Card("0000:83:00.0,é\"", 0, 0, 0, 0, "", 0, "", false))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{},{"devmem":^"7680"}]                | card 2, devmem        | INT32 | "7680"
          [{"devmem":^1.5}]                      | card 1, devmem        | INT32 | 1.5
          [{"devmem":^1e3}]                      | card 1, devmem        | INT32 | 1e3
          [{"devmem":^7.0}]                      | card 1, devmem        | INT32 | 7.0
          [{"devmem":^3000000000}]               | card 1, devmem        | INT32 | 3000000000
          [{"devmem":^2147483648}]               | card 1, devmem        | INT32 | 2147483648
          [{"devmem":^99999999999999999999}]     | card 1, devmem        | INT32 | 99999999999999999999
          [{"devmem":^-1}]                       | card 1, devmem        | INT32 | -1
          [{"DevMem":^-1}]                       | card 1, devmem        | INT32 | -1
          [{"count":^-1}]                        | card 1, count         | INT32 | -1
          [{"devcore":^true}]                    | card 1, devcore       | INT32 | true
          [{"devcore":^[1]}]                     | card 1, devcore       | INT32 | an array
          [{"index":^-1}]                        | card 1, index         | a whole number from 0 to 9223372036854775807 | -1
          [{"index":^-0}]                        | card 1, index         | a whole number from 0 to 9223372036854775807 | -0
          [{"index":^9223372036854775808}]       | card 1, index         | a whole number from 0 to 9223372036854775807 | 9223372036854775808
          [{"numa":^"0"}]                        | card 1, numa          | a whole number from -9223372036854775808 to 9223372036854775807 | "0"
          [{"id":^7}]                            | card 1, id            | a string | 7
          [{"type":^{"a":1}}]                    | card 1, type          | a string | an object
          [{"mode":^false}]                      | card 1, mode          | a string | false
          [{"health":^"true"}]                   | card 1, health        | true or false | "true"
          [{"health":^1}]                        | card 1, health        | true or false | 1
          [{"devicevendor":^1}]                  | card 1, devicevendor  | a string | 1
          [{"custominfo":^[]}]                   | card 1, custominfo    | an object | an array
          [{"migProfiles":^{}}]                  | card 1, migProfiles   | an array | an object
          [{"migtemplate":^"a"}]                 | card 1, migtemplate   | an array | "a"
          [{"devicepairscore":{"score":{"a":^"1"}}}] | card 1, devicepairscore, score | a whole number from -9223372036854775808 to 9223372036854775807 | "1"
          [^null]                                | card 1                | an object | null
          [{},^null]                             | card 2                | an object | null
          [{}, {}, ^7]                           | card 3                | an object | 7
          [^[]]                                  | card 1                | an object | an array
          ^{}                                    | ''                    | a JSON array of cards | an object
          ^""                                    | ''                    | a JSON array of cards | ""
          ^"[]"                                  | ''                    | a JSON array of cards | "[]"
          ^7                                     | ''                    | a JSON array of cards | 7
          [] ^x                                  | ''                    | end of text | x
          [{}] ^[]                               | ''                    | end of text | []
          null^,                                 | ''                    | end of text | ,
          """)
  void aValueOfAWrongTypeIsMalformedAtItsPosition(
      String marked, String where, String expected, String found) {
    Marked wrong = Marked.of(marked);
    wrong.isMalformed(decode(wrong.value()), where, expected.replace("INT32", INT32), found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          [{},^]                        | ~~                     | ]
          [{"devmem":1,^}]              | card 1                 | }
          [{"devmem":^01}]              | card 1, devmem         | 01
          [{"devmem":^1.}]              | card 1, devmem         | 1.
          [{"devmem":^+1}]              | card 1, devmem         | +1
          [{"devmem":^.5}]              | card 1, devmem         | .5
          [{"devmem":^0x10}]            | card 1, devmem         | 0x10
          [{"devmem":^1_000}]           | card 1, devmem         | 1_000
          [{"devmem":^NaN}]             | card 1, devmem         | NaN
          [{"devmem":^-Infinity}]       | card 1, devmem         | -Infinity
          [{"devmem":^seven}]           | card 1, devmem         | seven
          [{"devmem":1 ^"id":2}]        | card 1                 | "
          [{^devmem:1}]                 | card 1                 | devmem
          [{^'devmem':1}]               | card 1                 | '
          [{"devmem"^;1}]               | card 1                 | ;
          [{"id":"a\\^qb"}]             | card 1, id             | qb
          [{"id":"ab\\u12^G4"}]         | card 1, id             | G4
          [{"x":"a\\^qb"}]              | card 1                 | qb
          [{"health":^tru}]             | card 1, health         | tru
          ^not-json                     | ~~                     | not-json
          ^garbage:                     | ~~                     | garbage
          ^GPU-0,10,7680:               | ~~                     | GPU-0
          [{^]                          | card 1                 | ]
          [{}^}                         | ~~                     | }
          [^/*x*/]                      | ~~                     | /
          [^                            | ~~                     | end of text
          [{^                           | card 1                 | end of text
          [{"id":"abc^                  | card 1, id             | end of text
          [{"devmem":^                  | card 1, devmem         | end of text
          [{"id":":^                    | card 1, id             | end of text
          [{"x":{"y": ^z}}]             | card 1, y              | z
          [{},^                         | ~~                     | end of text
          """)
  void textThatIsNotJsonIsMalformedAtItsFirstWrongCharacter(
      String marked, String where, String found) {
    Marked wrong = Marked.of(marked);
    Decoded decoded = decode(wrong.value());
    assertThat(decoded)
        .asInstanceOf(InstanceOfAssertFactories.type(Malformed.class))
        .returns(wrong.position(), Malformed::position)
        .returns("valid JSON", Malformed::expected)
        .returns(found, Malformed::found)
        .returns(where, Malformed::where);
  }

  @Test
  void controlCharactersAreMalformedAtTheirPosition() {
    assertThat(decode("[\u0001{}]")).isEqualTo(new Malformed("", 1, "valid JSON", "?"));
    assertThat(decode("[{\"id\":\"ab\nc\"}]"))
        .isEqualTo(new Malformed("card 1, id", 10, "valid JSON", "?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   "})
  void anEmptyValueIsMalformedAtItsEnd(String value) {
    assertThat(decode(value))
        .isEqualTo(new Malformed("", value.length(), "a JSON array of cards", "end of text"));
  }

  @Test
  void theFoundTextIsShortenedToOneLine() {
    assertThat(decode("[{\"devmem\":\"" + "x\\n".repeat(60) + "\"}]"))
        .isEqualTo(
            new Malformed(
                "card 1, devmem", 11, INT32, "\"x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?x?" + "..."));
    assertThat(decode("[{\"devmem\":\"" + "😀".repeat(30) + "\"}]"))
        .extracting(decoded -> ((Malformed) decoded).found())
        .isEqualTo("\"" + "😀".repeat(18) + "...");
  }

  @Test
  void anErrorReadsAsASentence() {
    assertThat(decode("[{},{\"devmem\":\"7680\"}]"))
        .hasToString(
            "card 2, devmem: expected a whole number from 0 to 2147483647, found \"7680\" at"
                + " position 14");
  }

  @Test
  void excessiveDepthAndLengthAreMalformed() {
    assertThat(decode("[{\"x\":" + "[".repeat(100_000))).isInstanceOf(Malformed.class);
    assertThat(decode("[{\"devmem\":" + "1".repeat(100_000) + "}]")).isInstanceOf(Malformed.class);
    assertThat(decode("[{\"" + "n".repeat(100_000) + "\":1}]")).isInstanceOf(Malformed.class);
  }

  @Test
  void positionsAreExactBeyondTheParsersFirstBuffer() {
    String padding = "{\"id\":\"" + "p".repeat(60_000) + "\"},";
    assertThat(decode("[" + padding + "{\"devmem\":-1}]"))
        .isEqualTo(new Malformed("card 2, devmem", padding.length() + 11, INT32, "-1"));
    assertThat(decode("[" + padding + "{}]x"))
        .isEqualTo(new Malformed("", padding.length() + 4, "end of text", "x"));
  }

  /** Java matches an i with and without its dot regardless of case; Go does not. */
  @Test
  void aNameThatGoDoesNotMatchToAFieldIsIgnored() {
    assertThat(Encoding.JSON.decode("[{\"\u0131d\":1,\"\u0130ndex\":\"x\",\"type\":\"T\"}]"))
        .isEqualTo(Encoding.JSON.decode("[{\"type\":\"T\"}]"));
  }

  /**
   * Jackson keeps names in a table shared by all parsers, and throws when too many names collide.
   */
  @Test
  void namesThatCollideDoNotHaveLaterAnnotationsRefused() {
    List<String> colliding = List.of("");
    for (int block = 0; block < 9; block++) {
      colliding = colliding.stream().flatMap(name -> Stream.of(name + "ab", name + "bA")).toList();
    }
    String names =
        colliding.stream().map(name -> "\"" + name + "\":1").collect(Collectors.joining(","));
    for (int again = 0; again < 3; again++) {
      assertThat(Encoding.JSON.decode("[{" + names + "}]")).isEqualTo(Encoding.JSON.decode("[{}]"));
    }
  }
}
