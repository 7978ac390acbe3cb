package io.hami.mock.annotation;

import io.hami.mock.annotation.Decoded.Cards;
import io.hami.mock.model.Card;
import java.util.List;
import java.util.Map;

/**
 * The encodings that vendors share. Each is read strictly: one wrong character makes the whole
 * value unreadable.
 */
public enum Encoding implements CardCodec {
  /** A JSON array of cards (docs/vendors.md 2.1). */
  JSON,
  /** Colon-and-comma text of 7 or 9 fields a card (docs/vendors.md 2.2). */
  TEXT,
  /**
   * {@link #JSON} or {@link #TEXT}, whichever the value looks like: HAMi's NVIDIA plugin wrote text
   * up to v2.7 and writes JSON since v2.8.
   */
  JSON_OR_TEXT,
  /** Metax' JSON array of sGPUs (docs/vendors.md 2.3). */
  METAX_SGPU,
  /**
   * Enflame's JSON object of DRS devices and profiles (docs/vendors.md 2.4). A card's id is {@code
   * enflame-drs-<index>}. HAMi's scheduler puts the node's name and a {@code -} before it; a codec
   * does not know the node's name.
   */
  ENFLAME_DRS;

  @Override
  public Decoded decode(String value) {
    try {
      return new Cards(
          switch (this) {
            case JSON -> JsonCards.read(value);
            case TEXT -> TextCards.read(value);
            case JSON_OR_TEXT ->
                looksLikeJson(value) ? JsonCards.read(value) : TextCards.read(value);
            case METAX_SGPU -> MetaxCards.read(value);
            case ENFLAME_DRS -> EnflameCards.read(value);
          });
    } catch (MalformedException e) {
      return e.malformed();
    }
  }

  @Override
  public String encode(List<Card> cards) {
    return switch (this) {
      case JSON, JSON_OR_TEXT -> CardTexts.json(cards, "", _ -> Map.of());
      case TEXT -> CardTexts.nineFields(cards);
      case METAX_SGPU -> CardTexts.metax(cards);
      case ENFLAME_DRS -> CardTexts.enflame(cards);
    };
  }

  /** Whether a value is cards in the form of {@link #TEXT}. */
  public static boolean isText(String value) {
    return !looksLikeJson(value) && TEXT.decode(value) instanceof Cards;
  }

  /**
   * Choosing the format first gives one error message, for the right format; trying both would not.
   */
  private static boolean looksLikeJson(String value) {
    String text = value.strip();
    return text.equals("null") || (!text.isEmpty() && "[{\"".indexOf(text.charAt(0)) >= 0);
  }
}
