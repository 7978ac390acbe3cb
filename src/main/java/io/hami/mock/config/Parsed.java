package io.hami.mock.config;

import java.util.List;

/** The outcome of parsing: a whole configuration, or every reason why there is none. */
public sealed interface Parsed<T> {
  /**
   * A configuration to use.
   *
   * @param warnings what is odd about it (unknown keys, values that HAMi reads otherwise than they
   *     look)
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
