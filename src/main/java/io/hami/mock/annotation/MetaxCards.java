package io.hami.mock.annotation;

import static java.util.Map.entry;

import io.hami.mock.annotation.JsonReader.Fields;
import io.hami.mock.annotation.JsonReader.Value;
import io.hami.mock.model.Card;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Metax' array of sGPUs (docs/vendors.md 2.3), read into cards as HAMi's scheduler does: the
 * current availability is ignored, and the index is the position in the array.
 */
final class MetaxCards {
  private static final String TYPE = "Metax-SGPU";
  private static final Map<String, Value<?>> SCHEMA =
      Map.ofEntries(
          entry("uuid", JsonReader::string),
          entry("bdf", JsonReader::string),
          entry("model", JsonReader::string),
          entry("totalDevCount", JsonReader::amount),
          entry("totalCompute", JsonReader::amount),
          entry("totalVRam", JsonReader::amount),
          entry("availableDevCount", JsonReader::int32),
          entry("availableCompute", JsonReader::int32),
          entry("availableVRam", JsonReader::int32),
          entry("numa", JsonReader::int32),
          entry("healthy", JsonReader::bool),
          entry("qosPolicy", JsonReader::string),
          entry("linkZone", JsonReader::int32));

  private MetaxCards() {}

  static List<Card> read(String value) throws MalformedException {
    return JsonReader.read(value, MetaxCards::cards);
  }

  private static List<Card> cards(JsonReader in) throws IOException {
    if (in.isNull()) {
      return List.of();
    }
    List<Card> cards = new ArrayList<>();
    for (Fields fields : in.array("a JSON array of sGPUs", "card", e -> e.object(SCHEMA))) {
      cards.add(
          new Card(
              fields.string("uuid"),
              cards.size(),
              fields.int32("totalDevCount"),
              fields.int32("totalVRam"),
              fields.int32("totalCompute"),
              TYPE,
              fields.int32("numa"),
              "",
              fields.bool("healthy")));
    }
    return cards;
  }
}
