package io.hami.mock.fuzz;

import static java.util.Map.entry;

import io.hami.mock.annotation.PodDevices.PodDevice;
import io.hami.mock.fuzz.GoJson.Member;
import io.hami.mock.fuzz.GoJson.Value;
import io.hami.mock.model.Card;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A short second implementation of the annotations' grammars (docs/vendors.md 2.1 to 2.4, 4.4 and
 * 4.5), with which the codecs are compared. It is stricter than HAMi's scheduler where this plugin
 * is: no negative amount, no index above an int64, no value more than 1000 deep, no number of more
 * than 1000 digits, and a repeated field must be valid each time.
 */
final class Grammar {
  private static final String WORD = "([^,:;]*)";
  private static final String WHOLE = "([+-]?[0-9]+)";
  private static final String TRUTH = "(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)";
  private static final Pattern SEGMENT =
      Pattern.compile(
          "%1$s,%2$s,%2$s,%2$s,%1$s,%2$s,%3$s(?:,%2$s,%1$s)?".formatted("([^,:]*)", WHOLE, TRUTH));
  private static final Pattern DEVICE =
      Pattern.compile("%s,%s,%s,%s(?:,[^:;]*)?".formatted(WORD, WORD, WHOLE, WHOLE));
  private static final Pattern PROFILE = Pattern.compile("([0-9]+)[gG]\\.([0-9]+)[gG][bB]");

  private static final BigInteger INT32 = BigInteger.valueOf(Integer.MAX_VALUE);
  private static final BigInteger INT64 = BigInteger.valueOf(Long.MAX_VALUE);

  private Grammar() {}

  /** The type of a field. */
  private enum Type {
    TEXT,
    BOOL,
    AMOUNT,
    INDEX,
    INT32,
    INT64,
    OBJECT,
    ARRAY,
    SCORES,
    PAIR,
    CAPACITY,
    DEVICES,
    PROFILES
  }

  private static final Map<String, Type> PAIR = Map.of("uuid", Type.TEXT, "score", Type.SCORES);

  private static final Map<String, Type> CARD =
      Map.ofEntries(
          entry("id", Type.TEXT),
          entry("index", Type.INDEX),
          entry("count", Type.AMOUNT),
          entry("devmem", Type.AMOUNT),
          entry("devcore", Type.AMOUNT),
          entry("type", Type.TEXT),
          entry("numa", Type.INT64),
          entry("mode", Type.TEXT),
          entry("health", Type.BOOL),
          entry("devicevendor", Type.TEXT),
          entry("custominfo", Type.OBJECT),
          entry("migProfiles", Type.ARRAY),
          entry("migtemplate", Type.ARRAY),
          entry("devicepairscore", Type.PAIR));

  private static final Map<String, Type> SGPU =
      Map.ofEntries(
          entry("uuid", Type.TEXT),
          entry("bdf", Type.TEXT),
          entry("model", Type.TEXT),
          entry("totalDevCount", Type.AMOUNT),
          entry("totalCompute", Type.AMOUNT),
          entry("totalVRam", Type.AMOUNT),
          entry("availableDevCount", Type.INT32),
          entry("availableCompute", Type.INT32),
          entry("availableVRam", Type.INT32),
          entry("numa", Type.INT32),
          entry("healthy", Type.BOOL),
          entry("qosPolicy", Type.TEXT),
          entry("linkZone", Type.INT32));

  private static final Map<String, Type> DRS =
      Map.of("devices", Type.DEVICES, "profiles", Type.PROFILES);

  private static final Map<String, Type> DRS_DEVICE =
      Map.of("index", Type.TEXT, "minor", Type.TEXT, "capacity", Type.CAPACITY);

  /** See docs/vendors.md 2.1. */
  static List<Card> json(String text) throws RefusedException {
    List<Card> cards = new ArrayList<>();
    for (Value element : elements(GoJson.parse(text))) {
      Map<String, Value> card = fields(element, CARD);
      cards.add(
          new Card(
              text(card, "id"),
              whole(card, "index"),
              (int) whole(card, "count"),
              (int) whole(card, "devmem"),
              (int) whole(card, "devcore"),
              text(card, "type"),
              whole(card, "numa"),
              text(card, "mode"),
              yes(card, "health")));
    }
    return cards;
  }

  /** See docs/vendors.md 2.2. */
  static List<Card> text(String text) throws RefusedException {
    RefusedException.unless(text.contains(":"));
    List<Card> cards = new ArrayList<>();
    for (String segment : text.split(":", -1)) {
      if (segment.isEmpty()) {
        continue;
      }
      Matcher fields = SEGMENT.matcher(segment);
      RefusedException.unless(fields.matches());
      boolean nine = fields.group(8) != null;
      cards.add(
          new Card(
              fields.group(1),
              nine ? within(fields.group(8), BigInteger.ZERO, INT64) : 0,
              (int) within(fields.group(2), BigInteger.ZERO, INT32),
              (int) within(fields.group(3), BigInteger.ZERO, INT32),
              (int) within(fields.group(4), BigInteger.ZERO, INT32),
              fields.group(5),
              within(fields.group(6), INT64.not(), INT64),
              nine ? fields.group(9) : "hami-core",
              "1tT".indexOf(fields.group(7).charAt(0)) >= 0));
    }
    return cards;
  }

  /** See docs/vendors.md 2.2: text, for a value that does not begin as JSON does. */
  static List<Card> jsonOrText(String text) throws RefusedException {
    return text.matches("(?s)\\s*([\\[{\"].*|null\\s*)") ? json(text) : text(text);
  }

  /** See docs/vendors.md 2.3. */
  static List<Card> metax(String text) throws RefusedException {
    List<Card> cards = new ArrayList<>();
    for (Value element : elements(GoJson.parse(text))) {
      Map<String, Value> sgpu = fields(element, SGPU);
      cards.add(
          new Card(
              text(sgpu, "uuid"),
              cards.size(),
              (int) whole(sgpu, "totalDevCount"),
              (int) whole(sgpu, "totalVRam"),
              (int) whole(sgpu, "totalCompute"),
              "Metax-SGPU",
              whole(sgpu, "numa"),
              "",
              yes(sgpu, "healthy")));
    }
    return cards;
  }

  /** See docs/vendors.md 2.4. */
  static List<Card> enflame(String text) throws RefusedException {
    Map<String, Value> drs = fields(GoJson.parse(text), DRS);
    int memory = memory(drs.getOrDefault("profiles", new Value.Null()));
    List<Card> cards = new ArrayList<>();
    for (Value element : elements(drs.getOrDefault("devices", new Value.Null()))) {
      Map<String, Value> device = fields(element, DRS_DEVICE);
      String said = text(device, "index");
      long index = said.matches("\\+?0*[0-9]{1,18}") ? Long.parseLong(said) : cards.size();
      cards.add(
          new Card(
              "enflame-drs-" + index,
              index,
              capacity(device.getOrDefault("capacity", new Value.Null())),
              memory,
              100,
              "Enflame",
              0,
              "",
              true));
    }
    return cards;
  }

  /** See docs/vendors.md 4.4. */
  static void scores(String text) throws RefusedException {
    for (Value element : elements(GoJson.parse(text))) {
      fields(element, PAIR);
    }
  }

  /** See docs/vendors.md 4.5. */
  static List<List<PodDevice>> podDevices(String text) throws RefusedException {
    List<List<PodDevice>> containers = new ArrayList<>();
    for (String entry : text.split(";", -1)) {
      List<PodDevice> devices = new ArrayList<>();
      for (String segment : entry.split(":", -1)) {
        if (!segment.isEmpty()) {
          Matcher fields = DEVICE.matcher(segment);
          RefusedException.unless(fields.matches());
          devices.add(
              new PodDevice(
                  fields.group(1),
                  fields.group(2),
                  (int) within(fields.group(3), BigInteger.ZERO, INT32),
                  (int) within(fields.group(4), BigInteger.ZERO, INT32)));
        }
      }
      containers.add(devices);
    }
    return containers;
  }

  private static List<Value> elements(Value value) throws RefusedException {
    RefusedException.unless(value instanceof Value.Array || value instanceof Value.Null);
    return value instanceof Value.Array(var elements) ? elements : List.of();
  }

  /**
   * The last value of each field that is not null; a field that {@code types} does not have is
   * ignored.
   */
  private static Map<String, Value> fields(Value value, Map<String, Type> types)
      throws RefusedException {
    RefusedException.unless(value instanceof Value.Struct);
    Map<String, Value> last = new HashMap<>();
    for (Member member : ((Value.Struct) value).members()) {
      for (Map.Entry<String, Type> field : types.entrySet()) {
        if (folded(field.getKey()).equals(folded(member.name()))
            && !(member.value() instanceof Value.Null)) {
          check(field.getValue(), member.value());
          last.put(field.getKey(), member.value());
        }
      }
    }
    return last;
  }

  /** Go's simple case folding: two letters beyond ASCII match s and k. */
  private static String folded(String name) {
    StringBuilder folded = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      switch (letter) {
        case '\u017f' -> folded.append('s');
        case '\u212a' -> folded.append('k');
        default ->
            folded.append(letter >= 'A' && letter <= 'Z' ? (char) (letter + 'a' - 'A') : letter);
      }
    }
    return folded.toString();
  }

  private static void check(Type type, Value value) throws RefusedException {
    switch (type) {
      case TEXT -> RefusedException.unless(value instanceof Value.Text);
      case BOOL -> RefusedException.unless(value instanceof Value.Bool);
      case OBJECT -> RefusedException.unless(value instanceof Value.Struct);
      case ARRAY -> RefusedException.unless(value instanceof Value.Array);
      case AMOUNT -> whole(value, BigInteger.ZERO, INT32);
      case INT32 -> whole(value, INT32.not(), INT32);
      case INT64 -> whole(value, INT64.not(), INT64);
      case INDEX -> {
        // Go reads it as unsigned, which allows no sign.
        RefusedException.unless(
            value instanceof Value.Numeral(String literal) && !literal.startsWith("-"));
        whole(value, BigInteger.ZERO, INT64);
      }
      case SCORES -> each(value, Type.INT64);
      case PAIR -> fields(value, PAIR);
      case CAPACITY -> capacity(value);
      case DEVICES -> {
        for (Value device : elements(value)) {
          RefusedException.unless(fields(device, DRS_DEVICE).containsKey("capacity"));
        }
      }
      case PROFILES -> {
        each(value, Type.TEXT);
        memory(value);
      }
    }
  }

  private static void each(Value value, Type type) throws RefusedException {
    RefusedException.unless(value instanceof Value.Struct);
    for (Member member : ((Value.Struct) value).members()) {
      if (!(member.value() instanceof Value.Null)) {
        check(type, member.value());
      }
    }
  }

  private static int capacity(Value value) throws RefusedException {
    return switch (value) {
      case Value.Numeral(String literal) -> {
        // Go's any is a float64.
        double number = Double.parseDouble(literal);
        RefusedException.unless(number >= 1 && number <= Integer.MAX_VALUE);
        yield (int) number;
      }
      case Value.Text(String text) -> {
        RefusedException.unless(text.strip().matches("\\+?[0-9]+"));
        yield (int) within(text.strip(), BigInteger.ONE, INT32);
      }
      default -> {
        RefusedException.unless(false);
        yield 0;
      }
    };
  }

  private static int memory(Value profiles) throws RefusedException {
    RefusedException.unless(profiles instanceof Value.Struct);
    BigInteger slices = BigInteger.ZERO;
    BigInteger gigabytes = BigInteger.ZERO;
    for (Member member : ((Value.Struct) profiles).members()) {
      Matcher profile = PROFILE.matcher(member.name().strip());
      if (profile.matches()) {
        slices = slices.max(new BigInteger(profile.group(1)));
        gigabytes = gigabytes.max(new BigInteger(profile.group(2)));
      }
    }
    RefusedException.unless(slices.signum() > 0);
    BigInteger largest = gigabytes.signum() == 0 ? slices : gigabytes;
    return (int) within(largest.shiftLeft(10).toString(), BigInteger.ZERO, INT32);
  }

  private static void whole(Value value, BigInteger min, BigInteger max) throws RefusedException {
    RefusedException.unless(
        value instanceof Value.Numeral(String literal) && literal.matches("-?[0-9]+"));
    within(((Value.Numeral) value).literal(), min, max);
  }

  private static long within(String number, BigInteger min, BigInteger max)
      throws RefusedException {
    BigInteger value = new BigInteger(number);
    RefusedException.unless(value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
    return value.longValueExact();
  }

  private static String text(Map<String, Value> fields, String name) {
    return fields.get(name) instanceof Value.Text(String text) ? text : "";
  }

  private static long whole(Map<String, Value> fields, String name) {
    return fields.get(name) instanceof Value.Numeral(String literal) ? Long.parseLong(literal) : 0;
  }

  private static boolean yes(Map<String, Value> fields, String name) {
    return fields.get(name) instanceof Value.Bool(boolean yes) && yes;
  }
}
