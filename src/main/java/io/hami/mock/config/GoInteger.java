package io.hami.mock.config;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole numbers as Go writes them, which both the reference's command line and HAMi's scheduler
 * read: {@code 16}, {@code 0x10}, {@code 0b1_0000}, {@code 0o20} and {@code 020}, which is octal
 * too.
 */
public final class GoInteger {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "([+-]?)(?:0[xX](?<hex>(?:_?[0-9a-fA-F])++)|0[bB](?<binary>(?:_?[01])++)"
              + "|0[oO]?(?<octal>(?:_?[0-7])++)|(?<decimal>0|[1-9](?:_?[0-9])*+))");

  /** The most characters of a number; the largest that anything here takes has 19 digits. */
  private static final int LONGEST = 1_000;

  private GoInteger() {}

  /**
   * The value of {@code text}; empty when it is not a whole number, or has more than 1,000
   * characters.
   */
  public static Optional<BigInteger> parse(String text) {
    // Possessive groups, because others take a stack frame for each digit.
    Matcher matcher = GRAMMAR.matcher(text);
    if (text.length() > LONGEST || !matcher.matches()) {
      return Optional.empty();
    }
    String sign = matcher.group(1);
    if (matcher.group("hex") instanceof String digits) {
      return Optional.of(number(sign, digits, 16));
    }
    if (matcher.group("binary") instanceof String digits) {
      return Optional.of(number(sign, digits, 2));
    }
    if (matcher.group("octal") instanceof String digits) {
      return Optional.of(number(sign, digits, 8));
    }
    return Optional.of(number(sign, matcher.group("decimal"), 10));
  }

  private static BigInteger number(String sign, String digits, int radix) {
    return new BigInteger(sign + digits.replace("_", ""), radix);
  }
}
