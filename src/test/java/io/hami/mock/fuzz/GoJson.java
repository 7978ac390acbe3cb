package io.hami.mock.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses JSON text into a tree by RFC 8259. Members stay a list, since a name may be repeated. */
final class GoJson {
  /** This plugin's limit, not JSON's; HAMi's scheduler accepts ten times as many. */
  private static final int DEEPEST = 1000;

  /** This plugin's limit too. */
  private static final int MOST_DIGITS = 1000;

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final String text;
  private int at;
  private int depth;

  private GoJson(String text) {
    this.text = text;
  }

  sealed interface Value {
    record Text(String text) implements Value {}

    record Numeral(String literal) implements Value {}

    record Bool(boolean value) implements Value {}

    record Null() implements Value {}

    record Array(List<Value> elements) implements Value {}

    record Struct(List<Member> members) implements Value {}
  }

  record Member(String name, Value value) {}

  /** All of {@code text} as one value. */
  static Value parse(String text) throws RefusedException {
    GoJson json = new GoJson(text);
    Value value = json.value();
    json.blanks();
    RefusedException.unless(json.at == text.length());
    return value;
  }

  private Value value() throws RefusedException {
    blanks();
    if (take("{")) {
      return new Value.Struct(struct());
    }
    if (take("[")) {
      return new Value.Array(array());
    }
    if (take("\"")) {
      return new Value.Text(rest());
    }
    if (take("true")) {
      return new Value.Bool(true);
    }
    if (take("false")) {
      return new Value.Bool(false);
    }
    if (take("null")) {
      return new Value.Null();
    }
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    RefusedException.unless(
        number.lookingAt() && number.group().replaceAll("[^0-9]", "").length() <= MOST_DIGITS);
    at = number.end();
    return new Value.Numeral(number.group());
  }

  private List<Member> struct() throws RefusedException {
    List<Member> members = new ArrayList<>();
    RefusedException.unless(++depth <= DEEPEST);
    blanks();
    if (!take("}")) {
      do {
        blanks();
        RefusedException.unless(take("\""));
        String name = rest();
        blanks();
        RefusedException.unless(take(":"));
        members.add(new Member(name, value()));
        blanks();
      } while (take(","));
      RefusedException.unless(take("}"));
    }
    depth--;
    return members;
  }

  private List<Value> array() throws RefusedException {
    List<Value> elements = new ArrayList<>();
    RefusedException.unless(++depth <= DEEPEST);
    blanks();
    if (!take("]")) {
      do {
        elements.add(value());
        blanks();
      } while (take(","));
      RefusedException.unless(take("]"));
    }
    depth--;
    return elements;
  }

  /** Reads a string after its first quotation mark. */
  private String rest() throws RefusedException {
    StringBuilder string = new StringBuilder();
    while (!take("\"")) {
      RefusedException.unless(at < text.length() && text.charAt(at) >= ' ');
      char character = text.charAt(at++);
      string.append(character == '\\' ? escaped() : character);
    }
    // Go has U+FFFD for half a surrogate pair; a regular expression sees a whole one as one.
    return string.toString().replaceAll("[\\x{d800}-\\x{dfff}]", "\ufffd");
  }

  private char escaped() throws RefusedException {
    RefusedException.unless(at < text.length());
    char letter = text.charAt(at++);
    if (letter == 'u') {
      RefusedException.unless(text.substring(at).matches("(?s)[0-9a-fA-F]{4}.*"));
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }
    int known = "\"\\/bfnrt".indexOf(letter);
    RefusedException.unless(known >= 0);
    return "\"\\/\b\f\n\r\t".charAt(known);
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean take(String word) {
    boolean there = text.startsWith(word, at);
    at += there ? word.length() : 0;
    return there;
  }
}
