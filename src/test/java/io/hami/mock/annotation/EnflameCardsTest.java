package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Decoded.Cards;
import io.hami.mock.annotation.Decoded.Malformed;
import io.hami.mock.model.Card;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnflameCardsTest {
  private static final String PROFILES =
      "\"profiles\":{\"1g.6gb\":\"0\",\"3g.20gb\":\"1\",\"6g.40gb\":\"2\"}";

  private static Decoded decode(String value) {
    return Encoding.ENFLAME_DRS.decode(value);
  }

  private static Card card(long index, int slots, int memory) {
    return new Card("enflame-drs-" + index, index, slots, memory, 100, "Enflame", 0, "", true);
  }

  @Test
  void everyDeviceHasTheMemoryOfTheLargestProfile() {
    assertThat(
            decode(
                "{\"devices\":[{\"index\":\"0\",\"minor\":\"0\",\"capacity\":6},"
                    + "{\"index\":\"3\",\"minor\":\"\",\"capacity\":\" 4 \"}],"
                    + PROFILES
                    + "}"))
        .isEqualTo(new Cards(List.of(card(0, 6, 40960), card(3, 4, 40960))));
  }

  @ParameterizedTest
  @CsvSource({"x,1", "'',1", "-1,1", "7,7", "+7,7", "7.0,1", "' 7',1"})
  void anIndexThatIsNoNumberIsThePosition(String index, long expected) {
    assertThat(
            decode(
                "{\"devices\":[{\"capacity\":1},{\"index\":\"%s\",\"capacity\":1}],%s}"
                    .formatted(index, PROFILES)))
        .isEqualTo(new Cards(List.of(card(0, 1, 40960), card(expected, 1, 40960))));
  }

  @ParameterizedTest
  @CsvSource({
    "6,6",
    "6.9,6",
    "1e3,1000",
    "\"6\",6",
    "\"+6\",6",
    "\"00000000000000000000006\",6",
    "2147483647,2147483647"
  })
  void aCapacityIsANumberOrANumericString(String capacity, int slots) {
    assertThat(decode("{\"devices\":[{\"capacity\":%s}],%s}".formatted(capacity, PROFILES)))
        .isEqualTo(new Cards(List.of(card(0, slots, 40960))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"3g.20gb":"1"}                          | 20480
          {"3G.20GB":"1","bogus":"2","9g":"3"}     | 20480
          {"6g.0gb":"1","2g.0gb":"2"}              | 6144
          {"6g.16gb":"1","0g.48gb":null}           | 49152
          {"1g.2097151gb":"1"}                     | 2147482624
          {"00000000001g.00000000020gb":"1"}       | 20480
          {"99999999999999999999g.20gb":"1"}       | 20480
          """)
  void profilesSayHowMuchMemoryADeviceHas(String profiles, int memory) {
    assertThat(decode("{\"profiles\":%s,\"devices\":[{\"capacity\":1}]}".formatted(profiles)))
        .isEqualTo(new Cards(List.of(card(0, 1, memory))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"devices":[],PROFILES}
          {"devices":null,PROFILES}
          {PROFILES}
          """)
  void anEmptyListOfDevicesHasNoCards(String value) {
    assertThat(decode(value.replace("PROFILES", PROFILES))).isEqualTo(new Cards(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"devices":[{"capacity":1},{"capacity":^0}],PROFILES}       | devices, device 2, capacity | 0
          {"devices":[{"capacity":^-6}],PROFILES}                     | devices, device 1, capacity | -6
          {"devices":[{"capacity":^0.9}],PROFILES}                    | devices, device 1, capacity | 0.9
          {"devices":[{"capacity":^1e300}],PROFILES}                  | devices, device 1, capacity | 1e300
          {"devices":[{"capacity":^2147483648}],PROFILES}             | devices, device 1, capacity | 2147483648
          {"devices":[{"capacity":^"6.5"}],PROFILES}                  | devices, device 1, capacity | "6.5"
          {"devices":[{"capacity":^"six"}],PROFILES}                  | devices, device 1, capacity | "six"
          {"devices":[{"capacity":^true}],PROFILES}                   | devices, device 1, capacity | true
          {"devices":[{"capacity":^[6]}],PROFILES}                    | devices, device 1, capacity | an array
          {"devices":[{"capacity":null^}],PROFILES}                   | devices, device 1           | }
          {"devices":[{^}],PROFILES}                                  | devices, device 1           | }
          {"devices":[^null],PROFILES}                                | devices, device 1           | null
          {"devices":[{"index":^0,"capacity":1}],PROFILES}            | devices, device 1, index    | 0
          {"devices":^{},PROFILES}                                    | devices                     | an object
          {"devices":[{"capacity":1}],"profiles":{"3g.20gb":^1}}      | profiles                    | 1
          {"devices":[{"capacity":1}],"profiles":{"bogus":"1"^}}      | profiles                    | }
          {"devices":[{"capacity":1}],"profiles":{"0g.20gb":"1"^}}    | profiles                    | }
          {"devices":[{"capacity":1}],"profiles":{"1g.2097152gb":"1"^}} | profiles                  | }
          {"devices":[{"capacity":1}],"profiles":null^}               | ''                          | }
          {^}                                                         | ''                          | }
          ^null                                                       | ''                          | null
          ^[]                                                         | ''                          | an array
          ^                                                           | ''                          | end of text
          {PROFILES}^,                                                | ''                          | ,
          """)
  void valuesThatTheSchedulerRejectsAreMalformedAtTheirPosition(
      String marked, String where, String found) {
    Marked wrong = Marked.of(marked.replace("PROFILES", PROFILES));
    assertThat(decode(wrong.value()))
        .asInstanceOf(InstanceOfAssertFactories.type(Malformed.class))
        .returns(where, Malformed::where)
        .returns(wrong.position(), Malformed::position)
        .returns(found, Malformed::found);
  }
}
