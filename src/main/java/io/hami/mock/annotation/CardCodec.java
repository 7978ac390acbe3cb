package io.hami.mock.annotation;

import io.hami.mock.model.Card;
import java.util.List;
import java.util.function.Function;

/** Reads and writes one encoding of cards; {@link Encoding} has those that vendors share. */
public interface CardCodec {
  /** The cards in an annotation's value, or what is wrong with it; never an exception. */
  Decoded decode(String value);

  /** The annotation's value for {@code cards}. */
  String encode(List<Card> cards);

  /** Makes a codec from a decoder and an encoder. */
  static CardCodec of(Function<String, Decoded> decoder, Function<List<Card>, String> encoder) {
    return new CardCodec() {
      @Override
      public Decoded decode(String value) {
        return decoder.apply(value);
      }

      @Override
      public String encode(List<Card> cards) {
        return encoder.apply(cards);
      }
    };
  }
}
