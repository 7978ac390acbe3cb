package io.hami.mock.hami;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.Parsed;
import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.discovery.Evidence;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin.OfInventory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One recorded vendor form.
 *
 * @param name of its file
 */
record Vector(String name, JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SOFT_MODE = "hami-vnpu-core";

  /** All forms, by the names of their files. */
  static final List<String> NAMES =
      List.of(
          "amd",
          "ascend310p",
          "ascend910b3",
          "ascend910b3-core",
          "awsneuron",
          "biren",
          "cambricon",
          "enflame",
          "enflame-6g",
          "enflame-whole",
          "hygon",
          "iluvatar",
          "kunlun",
          "kunlun-vxpu",
          "metax",
          "metax-sgpu",
          "mthreads",
          "nvidia",
          "vastai");

  static Stream<Vector> all() {
    return NAMES.stream().map(Vector::named);
  }

  static Vector named(String name) {
    try (InputStream file =
        Optional.ofNullable(Vector.class.getResourceAsStream(name + ".json")).orElseThrow()) {
      return new Vector(name, MAPPER.readTree(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode parsed(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The annotations that the plugin had written to the Node. */
  Map<String, String> annotations() {
    return texts(json.path("node").path("annotations"));
  }

  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** What this plugin makes up from the recorded inventory, on a Node that has nothing. */
  Present made() {
    return made(true, "");
  }

  /**
   * The same with a first card that may be unhealthy.
   *
   * @param mode of the cards; may be empty
   */
  Present made(boolean healthy, String mode) {
    Configuration configuration =
        new Configuration(
            good(EveryVendor.VENDORS.readDeviceConfig(section())),
            good(EveryVendor.VENDORS.readPluginConfig(inventory(healthy, mode))));
    NodeFacts bare = new NodeFacts("node1", Map.of(), Map.of(), Map.of(), Map.of());
    return EveryVendor.VENDORS.discover(Evidence.of(bare, configuration)).stream()
        .filter(Present.class::isInstance)
        .map(Present.class::cast)
        .filter(present -> present.origin() instanceof OfInventory)
        .findFirst()
        .orElseThrow();
  }

  static Contract contract(Present present) {
    return ((OfInventory) present.origin()).contract();
  }

  /** One form was recorded with another vendor's section; it has the names of HAMi's chart then. */
  private String section() {
    return json.path("deviceConfigSection").toString();
  }

  /** The memory in a text such as {@code GPU-1,10,8192,100,MR-V100,0,true,0,:}. */
  private Optional<Integer> memoryOfText() {
    return annotations().values().stream()
        .filter(text -> text.matches("[^,\\[{]+,\\d+,\\d+,.*"))
        .map(text -> Integer.valueOf(text.split(",", -1)[2]))
        .findFirst();
  }

  /**
   * The recorded inventory. The memory of a model is written into it, because a model's figure may
   * become more exact later, and so is Ascend's mode, which the device config had at the time.
   */
  String inventory(boolean healthy, String mode) {
    JsonNode inventory = json.path("inventory").deepCopy();
    ObjectNode group = (ObjectNode) inventory.path("inventory").path(0).path("cards").path(0);
    Optional<Integer> memory =
        Stream.of("devmem", "totalVRam")
            .flatMap(
                field ->
                    annotations().values().stream()
                        .filter(text -> text.startsWith("[{"))
                        .map(text -> parsed(text).path(0).path(field).asInt()))
            .filter(mebibytes -> mebibytes > 0)
            .findFirst()
            .or(this::memoryOfText);
    memory.ifPresent(mebibytes -> group.put("memory", mebibytes));
    Optional.ofNullable(annotations().get(SOFT_MODE))
        .ifPresent(soft -> group.put("mode", soft.equals("true") ? "hami-core" : "template"));
    if (!mode.isEmpty()) {
      group.put("mode", mode);
    }
    if (!healthy) {
      ObjectNode first = group.deepCopy();
      first.put("count", 1).put("healthy", false);
      int rest = group.path("count").asInt(1) - 1;
      ArrayNode cards = (ArrayNode) inventory.path("inventory").path(0).path("cards");
      cards.removeAll();
      cards.add(first);
      if (rest > 0) {
        cards.add(group.put("count", rest));
      }
    }
    return inventory.toString();
  }

  private static <T> T good(Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Good<T> good -> good.value();
      case Parsed.Bad<T> bad -> throw new AssertionError(bad.problems());
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
