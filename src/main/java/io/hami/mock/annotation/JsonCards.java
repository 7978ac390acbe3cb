package io.hami.mock.annotation;

import static java.util.Map.entry;

import io.hami.mock.annotation.JsonReader.Fields;
import io.hami.mock.annotation.JsonReader.Value;
import io.hami.mock.model.Card;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A JSON array of cards (docs/vendors.md 2.1). Fields that this plugin does not use are still
 * checked for their type, because HAMi's scheduler rejects the whole value when one of them is
 * wrong. Only the contents of {@code custominfo} and of the two MIG lists are not checked.
 */
final class JsonCards {
  private static final Map<String, Value<?>> SCHEMA =
      Map.ofEntries(
          entry("id", JsonReader::string),
          entry("index", JsonReader::index),
          entry("count", JsonReader::amount),
          entry("devmem", JsonReader::amount),
          entry("devcore", JsonReader::amount),
          entry("type", JsonReader::string),
          entry("numa", in -> in.integer(Long.MIN_VALUE, Long.MAX_VALUE)),
          entry("mode", JsonReader::string),
          entry("health", JsonReader::bool),
          entry("devicevendor", JsonReader::string),
          entry("custominfo", JsonReader::anyObject),
          entry("migProfiles", JsonReader::anyArray),
          entry("migtemplate", JsonReader::anyArray),
          entry("devicepairscore", in -> in.object(PairScores.SCHEMA)));

  private JsonCards() {}

  static List<Card> read(String value) throws MalformedException {
    return JsonReader.read(
        value,
        in -> in.isNull() ? List.of() : in.array("a JSON array of cards", "card", JsonCards::card));
  }

  private static Card card(JsonReader in) throws IOException {
    Fields fields = in.object(SCHEMA);
    return new Card(
        fields.string("id"),
        fields.int64("index"),
        fields.int32("count"),
        fields.int32("devmem"),
        fields.int32("devcore"),
        fields.string("type"),
        fields.int64("numa"),
        fields.string("mode"),
        fields.bool("health"));
  }
}
