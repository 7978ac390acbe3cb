package io.hami.mock.config;

import io.hami.mock.config.QuantityExpression.Result;
import io.hami.mock.model.KubernetesQuantity;
import io.hami.mock.model.NodeFacts;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Computes a {@link Term} for one Node. */
final class Evaluation {
  /** No real quantity is this long; parsing a longer text would only cost time. */
  private static final int LONGEST_QUANTITY = 64;

  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private final NodeFacts node;

  private Evaluation(NodeFacts node) {
    this.node = node;
  }

  static Result of(Term term, NodeFacts node) {
    try {
      return whole(new Evaluation(node).value(term));
    } catch (NoValueException none) {
      return none.result();
    }
  }

  private static Result whole(Ratio value) {
    if (value.signum() < 0) {
      return new Result.Wrong("its value is less than 0");
    }
    BigInteger floor = value.floor();
    return floor.compareTo(MOST) > 0
        ? new Result.Wrong("its value is more than " + MOST)
        : new Result.Value(floor.longValueExact());
  }

  private Ratio value(Term term) {
    return switch (term) {
      case Term.Literal(Ratio value) -> value;
      case Term.Look look -> seen(look);
      case Term.Negated(Term inner) -> value(inner).negated();
      case Term.Operation(Term.Operator operator, Term left, Term right) ->
          combined(operator, value(left), value(right));
      case Term.Choice(boolean least, List<Term> terms) ->
          terms.stream()
              .map(this::value)
              .reduce(least ? Ratio::lesser : Ratio::greater)
              .orElseThrow();
    };
  }

  private static Ratio combined(Term.Operator operator, Ratio left, Ratio right) {
    return switch (operator) {
      case PLUS -> left.plus(right);
      case MINUS -> left.minus(right);
      case TIMES -> left.times(right);
      case OVER -> {
        if (right.signum() == 0) {
          throw new NoValueException(new Result.Wrong("it divides by 0"));
        }
        yield left.over(right);
      }
    };
  }

  private Ratio seen(Term.Look look) {
    String text =
        Optional.ofNullable(
                switch (look.source()) {
                  case ANNOTATION -> node.annotations().get(look.key());
                  case LABEL -> node.labels().get(look.key());
                  case CAPACITY -> node.capacity().get(look.key());
                  case ALLOCATABLE -> node.allocatable().get(look.key());
                })
            .orElseThrow(() -> new NoValueException(new Result.Missing(look.toString())));
    return Optional.of(text)
        .filter(quantity -> quantity.length() <= LONGEST_QUANTITY)
        .flatMap(KubernetesQuantity::parse)
        .map(Ratio::of)
        .orElseThrow(
            () ->
                new NoValueException(
                    new Result.Wrong(
                        "%s: a quantity was expected, found '%s'"
                            .formatted(look, Found.shortened(text)))));
  }

  /** Ends the evaluation at any depth. */
  private static final class NoValueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Result result;

    NoValueException(Result result) {
      super(null, null, false, false);
      this.result = result;
    }

    Result result() {
      return result;
    }
  }
}
