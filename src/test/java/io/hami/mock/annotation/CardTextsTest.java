package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Decoded.Cards;
import io.hami.mock.model.Card;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardTextsTest {
  private static final Card CARD =
      new Card("GPU-1", 0, 10, 81920, 100, "NVIDIA A100", 1, "hami-core", true);
  private static final Card SICK = new Card("GPU-2", 1, 10, 81920, 100, "X", 0, "", false);

  @Property(tries = 200)
  void writtenCardsAreReadBack(@ForAll("cards") List<Card> cards) {
    assertThat(Encoding.JSON.decode(CardTexts.json(cards, "v", _ -> Map.of("a", "b"))))
        .isEqualTo(new Cards(cards));
    assertThat(Encoding.TEXT.decode(CardTexts.nineFields(cards) + ":")).isEqualTo(new Cards(cards));
    assertThat(PairScores.check(CardTexts.pairScores(cards))).isEmpty();
  }

  @Provide
  Arbitrary<List<Card>> cards() {
    Arbitrary<String> plain = Arbitraries.strings().excludeChars(',', ':').ofMaxLength(10);
    Arbitrary<Integer> amount = Arbitraries.integers().between(0, Integer.MAX_VALUE);
    return Combinators.combine(
            plain,
            amount,
            amount,
            amount,
            plain,
            Arbitraries.longs(),
            Arbitraries.of("", "mig"),
            Arbitraries.of(true, false))
        .as(
            (id, slots, memory, cores, type, numa, mode, healthy) ->
                new Card(id, cores, slots, memory, cores, type, numa, mode, healthy))
        .list()
        .ofMaxSize(5);
  }

  @Test
  void jsonOmitsEmptyFieldsAsGoDoes() {
    assertThat(CardTexts.json(List.of(CARD, SICK), "", _ -> Map.of()))
        .isEqualTo(
            "[{\"id\":\"GPU-1\",\"count\":10,\"devmem\":81920,\"devcore\":100,"
                + "\"type\":\"NVIDIA A100\",\"numa\":1,\"mode\":\"hami-core\",\"health\":true},"
                + "{\"id\":\"GPU-2\",\"index\":1,\"count\":10,\"devmem\":81920,\"devcore\":100,"
                + "\"type\":\"X\"}]");
  }

  @Test
  void textHasNoQuotesSoSeparatorsAreReplaced() {
    Card odd = new Card("a,b:c", 2, 4, 16384, 100, "DCU-Z100L", 0, "hami", true);
    assertThat(CardTexts.nineFields(List.of(odd)))
        .isEqualTo("a_b_c,4,16384,100,DCU-Z100L,0,true,2,hami:");
  }

  @Test
  void metaxAndEnflameAreReadAsTheirVendorsWriteThem() {
    Card sgpu = new Card("GPU-1", 0, 16, 65536, 100, "Metax-SGPU", 1, "", true);
    assertThat(Encoding.METAX_SGPU.decode(CardTexts.metax(List.of(sgpu))))
        .isEqualTo(new Cards(List.of(sgpu)));
    Card drs = new Card("enflame-drs-0", 0, 6, 40960, 100, "Enflame", 0, "", true);
    assertThat(CardTexts.enflame(List.of(drs)))
        .isEqualTo(
            "{\"devices\":[{\"index\":\"0\",\"minor\":\"0\",\"capacity\":6}],"
                + "\"profiles\":{\"1g.6gb\":\"0\",\"3g.20gb\":\"1\",\"6g.40gb\":\"2\"}}");
    assertThat(Encoding.ENFLAME_DRS.decode(CardTexts.enflame(List.of(drs))))
        .isEqualTo(new Cards(List.of(drs)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          6 | 49152 | {"1g.8gb":"0","3g.24gb":"1","6g.48gb":"2"}
          4 | 40960 | {"1g.10gb":"0","2g.20gb":"1","4g.40gb":"2"}
          3 | 40960 | {"1g.13gb":"0","3g.40gb":"1"}
          2 | 40960 | {"1g.20gb":"0","2g.40gb":"1"}
          1 | 40960 | {"1g.40gb":"0"}
          """)
  void anEnflameDeviceIsOfferedByTheSliceByHalfAndWhole(int slots, int memory, String profiles) {
    Card drs = new Card("enflame-drs-0", 0, slots, memory, 100, "Enflame", 0, "", true);
    assertThat(CardTexts.enflame(List.of(drs))).endsWith(",\"profiles\":" + profiles + "}");
    assertThat(Encoding.ENFLAME_DRS.decode(CardTexts.enflame(List.of(drs))))
        .isEqualTo(new Cards(List.of(drs)));
  }

  @Test
  void cardsAtOneCpuScoreMoreThanCardsApart() {
    Card third = new Card("GPU-3", 2, 10, 81920, 100, "X", 1, "", true);
    assertThat(CardTexts.pairScores(List.of(CARD, SICK, third)))
        .isEqualTo(
            "[{\"uuid\":\"GPU-1\",\"score\":{\"GPU-2\":10,\"GPU-3\":20}},"
                + "{\"uuid\":\"GPU-2\",\"score\":{\"GPU-1\":10,\"GPU-3\":10}},"
                + "{\"uuid\":\"GPU-3\",\"score\":{\"GPU-1\":20,\"GPU-2\":10}}]");
  }
}
