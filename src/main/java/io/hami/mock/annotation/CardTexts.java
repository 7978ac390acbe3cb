package io.hami.mock.annotation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hami.mock.model.Card;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes cards as the vendors' plugins write them, for {@link Encoding} to read. Like Go's encoder,
 * it leaves values that are 0, empty or false out of JSON.
 */
public final class CardTexts {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MEBIBYTES_A_GIGABYTE = 1024;

  private CardTexts() {}

  /**
   * A JSON array of cards (docs/vendors.md 2.1).
   *
   * @param vendor the {@code devicevendor} of each; may be empty
   * @param custom the {@code custominfo} of a card; may be empty
   */
  public static String json(
      List<Card> cards, String vendor, Function<Card, Map<String, String>> custom) {
    return json(cards, vendor, custom, _ -> List.of());
  }

  /**
   * A JSON array of cards, some of which can be divided.
   *
   * @param profiles the {@code migProfiles} of a card; may be empty
   */
  public static String json(
      List<Card> cards,
      String vendor,
      Function<Card, Map<String, String>> custom,
      Function<Card, List<MigProfile>> profiles) {
    return write(
        cards,
        (json, card) -> {
          json.writeStringField("id", card.id());
          number(json, "index", card.index());
          number(json, "count", card.slots());
          number(json, "devmem", card.memoryMiB());
          number(json, "devcore", card.cores());
          text(json, "type", card.type());
          number(json, "numa", card.numa());
          text(json, "mode", card.mode());
          if (card.healthy()) {
            json.writeBooleanField("health", true);
          }
          text(json, "devicevendor", vendor);
          Map<String, String> info = custom.apply(card);
          if (!info.isEmpty()) {
            json.writeObjectFieldStart("custominfo");
            for (Map.Entry<String, String> entry : info.entrySet()) {
              json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
          }
          List<MigProfile> sizes = profiles.apply(card);
          if (!sizes.isEmpty()) {
            json.writeArrayFieldStart("migProfiles");
            for (MigProfile size : sizes) {
              mig(json, size);
            }
            json.writeEndArray();
          }
        });
  }

  private static void mig(JsonGenerator json, MigProfile profile) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", profile.name());
    json.writeNumberField("memoryMB", profile.memoryMiB());
    json.writeNumberField("core", profile.percent());
    json.writeNumberField("sliceCount", profile.slices());
    json.writeArrayFieldStart("placements");
    for (int start : profile.starts()) {
      json.writeStartObject();
      json.writeNumberField("start", start);
      json.writeNumberField("size", profile.size());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Colon-and-comma text of nine fields a card (docs/vendors.md 2.2). */
  public static String nineFields(List<Card> cards) {
    return cards.stream()
        .map(
            card ->
                "%s,%d,%d,%d,%s,%d,%b,%d,%s:"
                    .formatted(
                        plain(card.id()),
                        card.slots(),
                        card.memoryMiB(),
                        card.cores(),
                        plain(card.type()),
                        card.numa(),
                        card.healthy(),
                        card.index(),
                        plain(card.mode())))
        .collect(Collectors.joining());
  }

  /** This encoding has no quoting. */
  private static String plain(String text) {
    return text.replace(',', '_').replace(':', '_');
  }

  /** Metax' array of sGPUs (docs/vendors.md 2.3); each sGPU is fully available. */
  public static String metax(List<Card> cards) {
    return write(
        cards,
        (json, card) -> {
          json.writeStringField("uuid", card.id());
          json.writeStringField("bdf", "0000:%02x:00.0".formatted(card.index() & 0xff));
          json.writeStringField("model", card.type());
          json.writeNumberField("totalDevCount", card.slots());
          json.writeNumberField("totalCompute", card.cores());
          json.writeNumberField("totalVRam", card.memoryMiB());
          json.writeNumberField("availableDevCount", card.slots());
          json.writeNumberField("availableCompute", card.cores());
          json.writeNumberField("availableVRam", card.memoryMiB());
          json.writeNumberField("numa", card.numa());
          json.writeBooleanField("healthy", card.healthy());
        });
  }

  /**
   * Enflame's object of devices and profiles (docs/vendors.md 2.4). HAMi's scheduler gives a pod
   * the profile with exactly the number of slices that it asks for, so every profile of the model
   * is written. The object has one set of profiles for all devices, that of the device with the
   * most memory.
   */
  public static String enflame(List<Card> cards) {
    return write(
        json -> {
          json.writeStartObject();
          json.writeFieldName("devices");
          array(
              json,
              cards,
              (_, card) -> {
                json.writeStringField("index", Long.toString(card.index()));
                json.writeStringField("minor", Long.toString(card.index()));
                json.writeNumberField("capacity", card.slots());
              });
          json.writeObjectFieldStart("profiles");
          int id = 0;
          for (String profile : profiles(cards)) {
            json.writeStringField(profile, Integer.toString(id++));
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /** One slice, half of the device and all of it: 1g.6gb, 3g.20gb and 6g.40gb of an S60. */
  private static List<String> profiles(List<Card> cards) {
    return cards.stream()
        .max(Comparator.comparingInt(Card::memoryMiB))
        .map(
            card ->
                IntStream.of(1, card.slots() / 2, card.slots())
                    .filter(slices -> slices > 0)
                    .distinct()
                    .mapToObj(slices -> slices + "g." + gigabytes(card, slices) + "gb")
                    .toList())
        .orElse(List.of());
  }

  private static long gigabytes(Card card, int slices) {
    return (long) card.memoryMiB() * slices / card.slots() / MEBIBYTES_A_GIGABYTE;
  }

  /**
   * Scores of all pairs of cards, for topology-aware scheduling (docs/vendors.md 4.4): 20 where
   * both cards are at the same CPU, 10 otherwise. HAMi's plugin gives these scores to cards without
   * links.
   */
  public static String pairScores(List<Card> cards) {
    return write(
        cards,
        (json, card) -> {
          json.writeStringField("uuid", card.id());
          json.writeObjectFieldStart("score");
          for (Card other : cards) {
            if (!other.id().equals(card.id())) {
              json.writeNumberField(other.id(), other.numa() == card.numa() ? 20 : 10);
            }
          }
          json.writeEndObject();
        });
  }

  private static void number(JsonGenerator json, String field, long value) throws IOException {
    if (value != 0) {
      json.writeNumberField(field, value);
    }
  }

  private static void text(JsonGenerator json, String field, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(field, value);
    }
  }

  /** Writes the fields of one card. */
  @FunctionalInterface
  private interface Fields {
    void of(JsonGenerator json, Card card) throws IOException;
  }

  private static String write(List<Card> cards, Fields fields) {
    return write(json -> array(json, cards, fields));
  }

  private static void array(JsonGenerator json, List<Card> cards, Fields fields)
      throws IOException {
    json.writeStartArray();
    for (Card card : cards) {
      json.writeStartObject();
      fields.of(json, card);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** A function that writes JSON into memory, which cannot fail. */
  interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  static String write(Writing writing) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      writing.to(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
