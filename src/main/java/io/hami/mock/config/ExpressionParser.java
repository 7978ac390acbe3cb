package io.hami.mock.config;

import io.hami.mock.config.Term.Operator;
import io.hami.mock.config.Term.Source;
import io.hami.mock.model.KubernetesQuantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A recursive-descent parser for the text of a {@link QuantityExpression}. */
final class ExpressionParser {
  private static final int LONGEST = 1_000;
  private static final int DEEPEST = 50;
  private static final Pattern NUMBER =
      Pattern.compile("(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+|[A-Za-z0-9_.]*)");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");
  private static final List<String> WORDS =
      Stream.concat(Arrays.stream(Source.values()).map(Source::word), Stream.of("min", "max"))
          .toList();

  private static final char END = '\0';

  private final String text;
  private int at;
  private int depth;

  private ExpressionParser(String text) {
    this.text = text;
  }

  static Term parse(String text) throws SyntaxException {
    if (text.length() > LONGEST) {
      throw new SyntaxException(LONGEST + 1, "an expression has at most 1,000 characters");
    }
    ExpressionParser parser = new ExpressionParser(text);
    Term term = parser.sum();
    parser.next();
    if (parser.at < text.length()) {
      throw parser.expected("an operator or the end");
    }
    return term;
  }

  /** The next character that is not blank; {@link #END} after the last. */
  private char next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : END;
  }

  private Term sum() throws SyntaxException {
    Term left = product();
    while (true) {
      switch (next()) {
        case '+' -> left = new Term.Operation(Operator.PLUS, left, behindProduct());
        case '-' -> left = new Term.Operation(Operator.MINUS, left, behindProduct());
        default -> {
          return left;
        }
      }
    }
  }

  private Term behindProduct() throws SyntaxException {
    at++;
    return product();
  }

  private Term product() throws SyntaxException {
    Term left = factor();
    while (true) {
      switch (next()) {
        case '*' -> left = new Term.Operation(Operator.TIMES, left, behindFactor());
        case '/' -> left = new Term.Operation(Operator.OVER, left, behindFactor());
        default -> {
          return left;
        }
      }
    }
  }

  private Term behindFactor() throws SyntaxException {
    at++;
    return factor();
  }

  private Term factor() throws SyntaxException {
    char first = next();
    if (++depth > DEEPEST) {
      throw new SyntaxException(at + 1, "an expression is at most 50 levels deep");
    }
    Term term =
        switch (first) {
          case '-' -> new Term.Negated(behindFactor());
          case '(' -> {
            at++;
            Term inner = sum();
            take(')');
            yield inner;
          }
          case '.' -> number();
          default -> first >= '0' && first <= '9' ? number() : call();
        };
    depth--;
    return term;
  }

  private Term number() throws SyntaxException {
    int start = at;
    String written = matched(NUMBER).orElseThrow(() -> expected("a number"));
    return new Term.Literal(
        KubernetesQuantity.parse(written)
            .map(Ratio::of)
            .orElseThrow(
                () ->
                    new SyntaxException(
                        start + 1,
                        "a number or a quantity such as 40Gi was expected, found '%s'"
                            .formatted(Found.shortened(written)))));
  }

  private Term call() throws SyntaxException {
    int start = at;
    String word = matched(WORD).orElseThrow(() -> expected("a number, a function, '-' or '('"));
    Optional<Source> source =
        Arrays.stream(Source.values()).filter(known -> known.word().equals(word)).findFirst();
    if (source.isEmpty() && !word.equals("min") && !word.equals("max")) {
      throw new SyntaxException(
          start + 1,
          "one of the functions %s was expected, found '%s'%s"
              .formatted(
                  String.join(", ", WORDS),
                  Found.shortened(word),
                  Nearest.to(word, WORDS)
                      .map(known -> "; did you mean '" + known + "'?")
                      .orElse("")));
    }
    take('(');
    Term term =
        source.isPresent()
            ? new Term.Look(source.get(), key())
            : new Term.Choice(word.equals("min"), terms());
    take(')');
    return term;
  }

  private List<Term> terms() throws SyntaxException {
    List<Term> terms = new ArrayList<>();
    terms.add(sum());
    while (next() == ',') {
      at++;
      terms.add(sum());
    }
    return terms;
  }

  private String key() throws SyntaxException {
    next();
    int start = at;
    String quoted = matched(QUOTED).orElseThrow(() -> expected("a key in quotes"));
    if (quoted.length() == 2) {
      throw new SyntaxException(start + 1, "a key was expected, found nothing between the quotes");
    }
    return quoted.substring(1, quoted.length() - 1);
  }

  private Optional<String> matched(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    at = matcher.end();
    return Optional.of(matcher.group());
  }

  private void take(char wanted) throws SyntaxException {
    if (next() != wanted) {
      throw expected("'" + wanted + "'");
    }
    at++;
  }

  private SyntaxException expected(String what) {
    String found =
        at < text.length() ? "'" + Character.toString(text.codePointAt(at)) + "'" : "the end";
    return new SyntaxException(at + 1, what + " was expected, found " + found);
  }

  /** The text is no expression. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    private final int position;
    private final String why;

    SyntaxException(int position, String why) {
      super(why, null, false, false);
      this.position = position;
      this.why = why;
    }

    int position() {
      return position;
    }

    String why() {
      return why;
    }
  }
}
