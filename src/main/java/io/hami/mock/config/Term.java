package io.hami.mock.config;

import java.util.List;

/** A part of a {@link QuantityExpression}, as it was written. */
sealed interface Term {
  /** A number. */
  record Literal(Ratio value) implements Term {}

  /** A value of the Node under {@code key}. */
  record Look(Source source, String key) implements Term {
    @Override
    public String toString() {
      return source.word() + "(\"" + key + "\")";
    }
  }

  /** A term with a minus before it. */
  record Negated(Term term) implements Term {}

  /** Two terms with an operator between them. */
  record Operation(Operator operator, Term left, Term right) implements Term {}

  /** The least or the greatest of one or more terms. */
  record Choice(boolean least, List<Term> terms) implements Term {
    public Choice {
      terms = List.copyOf(terms);
    }
  }

  /** The part of the Node that a value is read from. */
  enum Source {
    ANNOTATION("annotation"),
    LABEL("label"),
    CAPACITY("capacity"),
    ALLOCATABLE("allocatable");

    private final String word;

    Source(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** The operators between two terms. */
  enum Operator {
    PLUS,
    MINUS,
    TIMES,
    OVER
  }
}
