package io.hami.mock.log;

import java.util.regex.Pattern;

/**
 * One {@code pattern=N} of {@code -vmodule}.
 *
 * @param pattern a class by its simple name, which corresponds to glog's file name without its
 *     extension; or, with a dot in it, a class or package by its full name. {@code *} and {@code ?}
 *     stand for any text and any character
 * @param verbosity at least 0
 */
public record ModuleVerbosity(String pattern, int verbosity) {
  /** Whether the pattern matches the logger of that name. */
  public boolean matches(String logger) {
    String simple = logger.substring(logger.lastIndexOf('.') + 1);
    return pattern.indexOf('.') < 0
        ? glob(pattern).matcher(simple).matches()
        : glob(pattern).matcher(logger).matches() || glob(pattern + ".*").matcher(logger).matches();
  }

  private static Pattern glob(String pattern) {
    StringBuilder regex = new StringBuilder();
    pattern
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
              }
            });
    return Pattern.compile(regex.toString());
  }
}
