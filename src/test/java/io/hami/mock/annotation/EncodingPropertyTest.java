package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Decoded.Cards;
import io.hami.mock.annotation.Decoded.Malformed;
import io.hami.mock.model.Card;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EncodingPropertyTest {
  private static final String DRS =
      "{\"devices\":[{\"index\":\"0\",\"minor\":\"0\",\"capacity\":6}],\"profiles\":{\"3g.20gb\":\"1\"}}";
  private static final String SCORES = "[{\"uuid\":\"GPU-0\",\"score\":{\"GPU-1\":50}}]";

  @Property(tries = 300)
  void jsonThatWasEncodedIsDecodedAgain(@ForAll("cards") List<Card> cards) {
    assertThat(Encoding.JSON.decode(json(cards))).isEqualTo(new Cards(cards));
    assertThat(Encoding.JSON_OR_TEXT.decode(json(cards))).isEqualTo(new Cards(cards));
  }

  @Property(tries = 300)
  void textThatWasEncodedIsDecodedAgain(@ForAll("plainCards") List<Card> cards) {
    assertThat(Encoding.TEXT.decode(text(cards))).isEqualTo(new Cards(cards));
    assertThat(Encoding.JSON_OR_TEXT.decode(text(cards))).isEqualTo(new Cards(cards));
  }

  @Property(tries = 300)
  void sgpusThatWereEncodedAreDecodedAgain(@ForAll("sgpus") List<Card> cards) {
    assertThat(Encoding.METAX_SGPU.decode(metax(cards))).isEqualTo(new Cards(cards));
  }

  @Property
  void noTextMakesACodecThrow(@ForAll Encoding encoding, @ForAll("texts") String text) {
    if (encoding.decode(text) instanceof Malformed malformed) {
      assertThat(malformed.position()).isBetween(0, text.length());
      assertThat(malformed.found()).hasSizeLessThanOrEqualTo(40).doesNotContain("\n");
    }
    PairScores.check(text)
        .ifPresent(malformed -> assertThat(malformed.position()).isBetween(0, text.length()));
  }

  @Provide
  Arbitrary<List<Card>> cards() {
    return card(Arbitraries.strings().ofMaxLength(20)).list().ofMaxSize(8);
  }

  /**
   * Cards that text can express: no separators in them, and a first character that JSON does not
   * begin with.
   */
  @Provide
  Arbitrary<List<Card>> plainCards() {
    return card(Arbitraries.strings().excludeChars(',', ':', '[', '{', '"').ofMaxLength(20))
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<Card>> sgpus() {
    return cards().map(EncodingPropertyTest::asSgpus);
  }

  /** Noise, words of the encodings in any order, and good values with one piece replaced. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> words =
        Arbitraries.of(
                "[",
                "]",
                "{",
                "}",
                ":",
                ",",
                "\"",
                "\\",
                "\\u",
                "null",
                "true",
                "1",
                "-1",
                "1.5",
                "1e9999",
                "NaN",
                "devmem",
                "\"devmem\"",
                "\"id\":\"a\"",
                "capacity",
                "profiles",
                "\"devices\":[",
                " ",
                "\n",
                "\u0000",
                "\ud800",
                "99999999999999999999",
                "a,1,2,3,T,0,t")
            .list()
            .ofMaxSize(20)
            .map(list -> String.join("", list));
    Arbitrary<String> good =
        Arbitraries.oneOf(
            cards().map(EncodingPropertyTest::json),
            plainCards().map(EncodingPropertyTest::text),
            sgpus().map(EncodingPropertyTest::metax),
            Arbitraries.of(DRS, SCORES));
    Arbitrary<String> damaged =
        Combinators.combine(
                good,
                words,
                Arbitraries.doubles().between(0, 1),
                Arbitraries.integers().between(0, 5))
            .as(
                (text, piece, where, length) -> {
                  int from = (int) (text.length() * where);
                  int to = Math.min(text.length(), from + length);
                  return text.substring(0, from) + piece + text.substring(to);
                });
    return Arbitraries.oneOf(Arbitraries.strings(), words, damaged);
  }

  private static Arbitrary<Card> card(Arbitrary<String> words) {
    Arbitrary<Integer> amounts = Arbitraries.integers().greaterOrEqual(0);
    Arbitrary<Long> indices = Arbitraries.longs().greaterOrEqual(0);
    return Combinators.combine(
            words,
            indices,
            amounts,
            amounts,
            amounts,
            words,
            Arbitraries.longs(),
            Arbitraries.of(true, false))
        .as(
            (id, index, slots, memory, cores, type, numa, healthy) ->
                new Card(id, index, slots, memory, cores, type, numa, "mig", healthy));
  }

  /** The card as Metax' encoding can express it. */
  private static List<Card> asSgpus(List<Card> cards) {
    return IntStream.range(0, cards.size())
        .mapToObj(
            i -> {
              Card card = cards.get(i);
              return new Card(
                  card.id(),
                  i,
                  card.slots(),
                  card.memoryMiB(),
                  card.cores(),
                  "Metax-SGPU",
                  (int) card.numa(),
                  "",
                  card.healthy());
            })
        .toList();
  }

  private static String json(List<Card> cards) {
    return cards.stream()
        .map(
            card ->
                "{\"id\":%s,\"index\":%d,\"count\":%d,\"devmem\":%d,\"devcore\":%d,\"type\":%s,\"numa\":%d,\"mode\":%s,\"health\":%b}"
                    .formatted(
                        quoted(card.id()),
                        card.index(),
                        card.slots(),
                        card.memoryMiB(),
                        card.cores(),
                        quoted(card.type()),
                        card.numa(),
                        quoted(card.mode()),
                        card.healthy()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String metax(List<Card> cards) {
    return cards.stream()
        .map(
            card ->
                "{\"uuid\":%s,\"totalDevCount\":%d,\"totalVRam\":%d,\"totalCompute\":%d,\"numa\":%d,\"healthy\":%b}"
                    .formatted(
                        quoted(card.id()),
                        card.slots(),
                        card.memoryMiB(),
                        card.cores(),
                        card.numa(),
                        card.healthy()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String text(List<Card> cards) {
    return cards.stream()
        .map(
            card ->
                "%s,%d,%d,%d,%s,%d,%b,%d,%s:"
                    .formatted(
                        card.id(),
                        card.slots(),
                        card.memoryMiB(),
                        card.cores(),
                        card.type(),
                        card.numa(),
                        card.healthy(),
                        card.index(),
                        card.mode()))
        .collect(Collectors.joining("", "", cards.isEmpty() ? ":" : ""));
  }

  private static String quoted(String text) {
    return text.chars()
        .mapToObj(c -> String.format(Locale.ROOT, "\\u%04x", c))
        .collect(Collectors.joining("", "\"", "\""));
  }
}
