package io.hami.mock.config;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The meaning of a YAML scalar in yaml.v2, with which HAMi reads the same file (docs/vendors.md
 * 3.2). It differs from other YAML 1.1 readers in small ways ({@code y} is a boolean, {@code 1:30}
 * is text).
 */
sealed interface Scalar {
  /** Empty, {@code ~} or {@code null}. */
  record Null() implements Scalar {}

  record Bool(boolean value) implements Scalar {}

  record Whole(BigInteger value) implements Scalar {}

  record Real(double value) implements Scalar {}

  record Text() implements Scalar {}

  /** Gives scalars without a tag no type, so that {@link #of} decides it. */
  final class Untyped extends Resolver {
    private static final Tag PLAIN = new Tag("!plain");

    @Override
    protected void addImplicitResolvers() {}

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      return kind == NodeId.scalar && implicit ? PLAIN : super.resolve(kind, value, implicit);
    }
  }

  Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  Map<String, Boolean> BOOLEANS =
      Map.ofEntries(
          Map.entry("y", true),
          Map.entry("Y", true),
          Map.entry("yes", true),
          Map.entry("Yes", true),
          Map.entry("YES", true),
          Map.entry("true", true),
          Map.entry("True", true),
          Map.entry("TRUE", true),
          Map.entry("on", true),
          Map.entry("On", true),
          Map.entry("ON", true),
          Map.entry("n", false),
          Map.entry("N", false),
          Map.entry("no", false),
          Map.entry("No", false),
          Map.entry("NO", false),
          Map.entry("false", false),
          Map.entry("False", false),
          Map.entry("FALSE", false),
          Map.entry("off", false),
          Map.entry("Off", false),
          Map.entry("OFF", false));
  Pattern REAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  Pattern INFINITE = Pattern.compile("([-+]?)\\.(inf|Inf|INF)");
  Set<String> NOT_A_NUMBER = Set.of(".nan", ".NaN", ".NAN");

  /** Tags under which a text has the same meaning as without a tag. */
  Set<Tag> TYPED = Set.of(Untyped.PLAIN, Tag.NULL, Tag.BOOL, Tag.INT, Tag.FLOAT);

  static Scalar of(ScalarNode node) {
    return TYPED.contains(node.getTag()) ? of(node.getValue()) : new Text();
  }

  /** The meaning of a text without quotes. */
  static Scalar of(String text) {
    if (NULLS.contains(text)) {
      return new Null();
    }
    if (BOOLEANS.get(text) instanceof Boolean value) {
      return new Bool(value);
    }
    String digits = text.replace("_", "");
    // A text that starts with an underscore is a word, not a number.
    if (!text.startsWith("_")) {
      Optional<BigInteger> whole = GoInteger.parse(digits);
      if (whole.isPresent()) {
        return new Whole(whole.get());
      }
      if (REAL.matcher(digits).matches() && Double.isFinite(Double.parseDouble(digits))) {
        return new Real(Double.parseDouble(digits));
      }
    }
    if (NOT_A_NUMBER.contains(text)) {
      return new Real(Double.NaN);
    }
    if (INFINITE.matcher(text).matches()) {
      return new Real(text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    return new Text();
  }
}
