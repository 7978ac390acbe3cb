package io.hami.mock.config;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact fraction, so that {@code 10 / 3 * 3} is 10, without a rounding error.
 *
 * @param denominator above 0
 */
record Ratio(BigInteger numerator, BigInteger denominator) implements Comparable<Ratio> {
  static Ratio of(BigDecimal value) {
    return value.scale() > 0
        ? new Ratio(value.unscaledValue(), BigInteger.TEN.pow(value.scale()))
        : new Ratio(value.toBigIntegerExact(), BigInteger.ONE);
  }

  Ratio plus(Ratio other) {
    return new Ratio(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  Ratio minus(Ratio other) {
    return plus(other.negated());
  }

  Ratio times(Ratio other) {
    return new Ratio(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  /** Divided by {@code other}, which is not zero. */
  Ratio over(Ratio other) {
    Ratio inverse = new Ratio(other.denominator, other.numerator.abs());
    return times(other.numerator.signum() < 0 ? inverse.negated() : inverse);
  }

  Ratio negated() {
    return new Ratio(numerator.negate(), denominator);
  }

  int signum() {
    return numerator.signum();
  }

  /** Rounded down to a whole number; for values that are not negative. */
  BigInteger floor() {
    return numerator.divide(denominator);
  }

  @Override
  public int compareTo(Ratio other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  /**
   * The lesser by value. {@link #equals} does not compare values, because two fractions are never
   * tested for equality.
   */
  static Ratio lesser(Ratio a, Ratio b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  static Ratio greater(Ratio a, Ratio b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
