package io.hami.mock.reconcile;

import io.hami.mock.config.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The status of one config.
 *
 * @param origin where it comes from
 * @param result the result of the last read
 * @param problems why it is not in force; the last valid one is in force then. Empty except for
 *     {@link Result#BAD} and {@link Result#PART}
 * @param warnings about the one in force; where none exists, what is there instead
 * @param trouble why it cannot be read now; empty when it can
 */
public record ConfigStatus(
    String origin,
    Result result,
    List<Problem> problems,
    List<Problem> warnings,
    Optional<String> trouble) {
  /** The origin of a config that has no source. */
  static final String NOWHERE = "none";

  /** The result of reading a config. */
  public enum Result {
    /** It has not been read yet. */
    UNREAD,
    /** It is in force. */
    GOOD,
    /** The config does not exist, and the defaults are in force. */
    ABSENT,
    /** It is in force except for its inventory; the problems give the reason. */
    PART,
    /** It is not in force; the problems give the reason. */
    BAD
  }

  public ConfigStatus {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  static ConfigStatus unread(String origin) {
    return new ConfigStatus(origin, Result.UNREAD, List.of(), List.of(), Optional.empty());
  }

  ConfigStatus withTrouble(String why) {
    return new ConfigStatus(origin, result, problems, warnings, Optional.of(why));
  }

  /** Whether it was looked for and does not exist. */
  boolean isMissing() {
    return result == Result.ABSENT && trouble.isEmpty() && !origin.equals(NOWHERE);
  }

  /** Whether the config in force is the current text of its source. */
  public boolean good() {
    return trouble.isEmpty() && (result == Result.GOOD || result == Result.ABSENT);
  }

  /** All problems, a sentence each. */
  public List<String> complaints() {
    return Stream.concat(
            problems.stream().map(problem -> origin + ": " + problem),
            trouble.stream().map(why -> origin + ": " + why))
        .toList();
  }
}
