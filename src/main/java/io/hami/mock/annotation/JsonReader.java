package io.hami.mock.annotation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One pass over a JSON value by the rules of Go's encoding/json (docs/vendors.md 2.1), with which
 * HAMi's scheduler reads annotations: member names match in any case, unknown members are skipped,
 * null counts as absent, a string does not accept a number, and a whole number does not accept a
 * fraction. Unlike Go it reports the exact position of an error.
 *
 * <p>Every method reads the value at the parser's current token and leaves the parser on the
 * value's last token.
 */
final class JsonReader {
  /**
   * Anyone who can write the annotation chooses its member names. In the symbol table that all
   * parsers share these names would stay in memory, and names chosen to collide there would make
   * the parser reject later annotations.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final String text;
  private final JsonParser parser;
  private final Deque<String> path = new ArrayDeque<>();

  private JsonReader(String text, JsonParser parser) {
    this.text = text;
    this.parser = parser;
  }

  /** Reads one kind of value. */
  @FunctionalInterface
  interface Value<T> {
    T read(JsonReader in) throws IOException;
  }

  /** Reads {@code text}, all of which must be one value. */
  static <T> T read(String text, Value<T> root) throws MalformedException {
    try (JsonParser parser = FACTORY.createParser(paired(text))) {
      JsonReader reader = new JsonReader(text, parser);
      try {
        parser.nextToken();
        T result = root.read(reader);
        reader.end();
        return result;
      } catch (JsonProcessingException e) {
        throw reader.notJson(e);
      }
    } catch (MalformedException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot fail to be read", e);
    }
  }

  /**
   * The text with U+FFFD for each escaped half of a surrogate pair without its other half, as Go
   * reads it; Jackson refuses those. No offset changes.
   */
  private static String paired(String text) {
    StringBuilder paired = new StringBuilder(text);
    int at = text.indexOf('\\');
    while (at >= 0) {
      int length = isEscaped(text, at, "89aAbB") && isEscaped(text, at + 6, "cCdDeEfF") ? 12 : 2;
      if (length == 2 && isEscaped(text, at, "89aAbBcCdDeEfF")) {
        paired.replace(at, at + 6, "\\ufffd");
        length = 6;
      }
      at = text.indexOf('\\', at + length);
    }
    return paired.toString();
  }

  /** Whether an escaped surrogate is at {@code at} whose second digit is one of {@code digits}. */
  private static boolean isEscaped(String text, int at, String digits) {
    return text.length() >= at + 6
        && text.startsWith("\\u", at)
        && Character.toLowerCase(text.charAt(at + 2)) == 'd'
        && digits.indexOf(text.charAt(at + 3)) >= 0
        && HexFormat.isHexDigit(text.charAt(at + 4))
        && HexFormat.isHexDigit(text.charAt(at + 5));
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /**
   * An array.
   *
   * @param expected what the array is, for an error
   * @param element what one element is called; they are counted from 1
   */
  <T> List<T> array(String expected, String element, Value<T> value) throws IOException {
    expect(JsonToken.START_ARRAY, expected);
    List<T> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      path.addLast(element + " " + (elements.size() + 1));
      elements.add(value.read(this));
      path.removeLast();
    }
    return elements;
  }

  /**
   * An object with the members of {@code schema}. Names match in any case. Where several members
   * are for one field, the last one counts, whatever its case, as in Go.
   */
  Fields object(Map<String, ? extends Value<?>> schema) throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    Map<String, Object> values = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      String field = field(schema, name);
      if (!(schema.get(field) instanceof Value<?> value)) {
        parser.skipChildren();
      } else if (!isNull()) {
        path.addLast(field);
        values.put(field, value.read(this));
        path.removeLast();
      }
    }
    return new Fields(values);
  }

  /** The member names of an object, all of whose members are {@code value} or null. */
  List<String> names(Value<?> value) throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    List<String> names = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      names.add(parser.currentName());
      parser.nextToken();
      if (!isNull()) {
        value.read(this);
      }
    }
    return names;
  }

  String string() throws IOException {
    expect(JsonToken.VALUE_STRING, "a string");
    return parser.getText();
  }

  boolean bool() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw unexpected("true or false");
    };
  }

  long integer(long min, long max) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long number = parser.getLongValue();
      if (min <= number && number <= max) {
        return number;
      }
    }
    throw unexpected("a whole number from " + min + " to " + max);
  }

  /** A position, from 0. Go reads it as unsigned, so it has no sign, not even {@code -0}. */
  long index() throws IOException {
    String expected = "a whole number from 0 to " + Long.MAX_VALUE;
    expect(JsonToken.VALUE_NUMBER_INT, expected);
    if (parser.getText().startsWith("-")) {
      throw unexpected(expected);
    }
    return integer(0, Long.MAX_VALUE);
  }

  /** A whole number in the range of Go's int32. */
  int int32() throws IOException {
    return (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /**
   * An int32 that is an amount. HAMi's scheduler accepts negative amounts; this plugin refuses
   * them, by choice, because a kubelet cannot be told about fewer than zero units
   * (docs/conformance.md, item 66).
   */
  int amount() throws IOException {
    return (int) integer(0, Integer.MAX_VALUE);
  }

  /** Any object; its contents are skipped. */
  JsonToken anyObject() throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    return parser.skipChildren().currentToken();
  }

  /** Any array; its contents are skipped. */
  JsonToken anyArray() throws IOException {
    expect(JsonToken.START_ARRAY, "an array");
    return parser.skipChildren().currentToken();
  }

  boolean isString() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  /** Any number; NaN when the value is not one. */
  double number() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      default -> Double.NaN;
    };
  }

  /** An error that says that {@code expected} should be where the current value is. */
  MalformedException unexpected(String expected) throws IOException {
    JsonToken token = parser.currentToken();
    String found =
        switch (token) {
          case null -> "end of text";
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_STRING -> '"' + parser.getText() + '"';
          default -> parser.getText();
        };
    int position =
        token == null ? text.length() : (int) parser.currentTokenLocation().getCharOffset();
    return new MalformedException(where(), position, expected, found);
  }

  private void expect(JsonToken token, String expected) throws IOException {
    if (parser.currentToken() != token) {
      throw unexpected(expected);
    }
  }

  private void end() throws MalformedException {
    int position = (int) parser.currentLocation().getCharOffset();
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    if (position < text.length()) {
      throw new MalformedException("", position, "end of text", text.substring(position));
    }
  }

  private static String field(Map<String, ?> schema, String name) {
    return schema.containsKey(name)
        ? name
        : schema.keySet().stream().filter(known -> folds(known, name)).findFirst().orElse(name);
  }

  /**
   * Compares case like Go. Java, unlike Go, takes the Turkish i with and without a dot for an i.
   */
  private static boolean folds(String known, String name) {
    return known.equalsIgnoreCase(name) && name.indexOf('\u0130') < 0 && name.indexOf('\u0131') < 0;
  }

  private String where() {
    return String.join(", ", path);
  }

  private MalformedException notJson(JsonProcessingException e) throws IOException {
    if (e instanceof StreamConstraintsException) {
      int position = (int) parser.currentLocation().getCharOffset();
      return new MalformedException(
          where(), position, "values less long or less deeply nested", e.getOriginalMessage());
    }
    int position = JsonSyntax.firstWrong(text, (int) e.getLocation().getCharOffset());
    // Jackson reads a member's value right after its name, so the name cannot be noted in between.
    String member = parser.currentName();
    if (member != null
        && JsonSyntax.isAfterColon(text, position)
        && !member.equalsIgnoreCase(path.peekLast())) {
      path.addLast(MalformedException.shortened(member));
    }
    return new MalformedException(
        where(), position, "valid JSON", JsonSyntax.tokenAt(text, position));
  }

  /** The members of an object, by field; a field that is missing has its default. */
  record Fields(Map<String, Object> values) {
    Fields {
      values = Map.copyOf(values);
    }

    boolean has(String field) {
      return values.containsKey(field);
    }

    String string(String field) {
      return values.get(field) instanceof String string ? string : "";
    }

    int int32(String field) {
      return values.get(field) instanceof Integer number ? number : 0;
    }

    long int64(String field) {
      return values.get(field) instanceof Long number ? number : 0;
    }

    /** An array's elements, all of which were read as {@code type}. */
    <T> List<T> list(String field, Class<T> type) {
      return values.get(field) instanceof List<?> list
          ? list.stream().map(type::cast).toList()
          : List.of();
    }

    boolean bool(String field) {
      return values.get(field) instanceof Boolean bool && bool;
    }
  }
}
