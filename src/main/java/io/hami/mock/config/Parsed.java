package io.hami.mock.config;

import java.util.List;

/** The result of parsing: a whole configuration, or all reasons why there is none. */
public sealed interface Parsed<T> {
  /**
   * A valid configuration.
   *
   * @param warnings unknown keys, and values that HAMi reads differently from how they look
   */
  record Good<T>(T value, List<Problem> warnings) implements Parsed<T> {
    public Good {
      warnings = List.copyOf(warnings);
    }
  }

  /** No configuration; {@code problems} is never empty. */
  record Bad<T>(List<Problem> problems) implements Parsed<T> {
    public Bad {
      problems = List.copyOf(problems);
    }
  }
}
