package io.hami.mock.config;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much of a custom resource a Node has. An expression consists of numbers (Kubernetes
 * quantities such as {@code 40Gi} too), {@code + - * /}, parentheses, {@code min(a, b, ...)},
 * {@code max(a, b, ...)}, and values of the Node: {@code annotation("key")}, {@code label("key")},
 * {@code capacity("name")} and {@code allocatable("name")}, each read as a Kubernetes quantity. It
 * is computed exactly and rounded down once, at the end. Two expressions are equal when they are
 * written the same way.
 */
public final class QuantityExpression {
  private final String text;
  private final Term term;

  private QuantityExpression(String text, Term term) {
    this.text = text;
    this.term = term;
  }

  /** The result of reading an expression. */
  public sealed interface Reading {
    /** The text is an expression. */
    record Good(QuantityExpression expression) implements Reading {}

    /**
     * The text is no expression.
     *
     * @param position of the first wrong character, from 1; one after the last where something is
     *     missing at the end
     * @param why what was expected, and what was found
     */
    record Bad(int position, String why) implements Reading {}
  }

  /** The result of evaluating an expression on a Node. */
  public sealed interface Result {
    /** The quantity, at least 0; a fraction is rounded down. */
    record Value(long quantity) implements Result {}

    /** The Node does not have a value that the expression uses: {@code annotation("key")}, ... */
    record Missing(String what) implements Result {}

    /** The expression has no valid quantity on this Node. */
    record Wrong(String why) implements Result {}
  }

  /** Reads {@code text}, of at most 1,000 characters; never throws. */
  public static Reading parse(String text) {
    try {
      return new Reading.Good(new QuantityExpression(text, ExpressionParser.parse(text)));
    } catch (ExpressionParser.SyntaxException wrong) {
      return new Reading.Bad(wrong.position(), wrong.why());
    }
  }

  /** The quantity on {@code node}; never throws. */
  public Result evaluate(NodeFacts node) {
    return Evaluation.of(term, node);
  }

  /**
   * The extended resources that the expression reads; {@code cpu} and {@code memory} are not
   * extended resources.
   */
  public Set<ResourceName> reads() {
    return looks(term)
        .filter(
            look ->
                look.source() == Term.Source.CAPACITY || look.source() == Term.Source.ALLOCATABLE)
        .map(Term.Look::key)
        .filter(key -> ResourceName.violation(key).isEmpty())
        .map(ResourceName::parse)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<Term.Look> looks(Term term) {
    return switch (term) {
      case Term.Literal _ -> Stream.of();
      case Term.Look look -> Stream.of(look);
      case Term.Negated(Term inner) -> looks(inner);
      case Term.Operation(var _, Term left, Term right) -> Stream.concat(looks(left), looks(right));
      case Term.Choice(var _, List<Term> terms) ->
          terms.stream().flatMap(QuantityExpression::looks);
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantityExpression expression && text.equals(expression.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The expression as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
