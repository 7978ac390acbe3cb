package io.hami.mock.reconcile;

import io.hami.mock.config.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How it is with one config.
 *
 * @param origin where it comes from
 * @param result what came of it when it was last read
 * @param problems why it is not in force; the last good one is. Empty but for {@link Result#BAD}
 *     and {@link Result#PART}
 * @param warnings what is odd about the one in force
 * @param trouble why it cannot be read now; empty when it can
 */
public record ConfigStatus(
    String origin,
    Result result,
    List<Problem> problems,
    List<Problem> warnings,
    Optional<String> trouble) {
  /** What came of reading a config. */
  public enum Result {
    /** It has not been read yet. */
    UNREAD,
    /** It is in force. */
    GOOD,
    /** There is none, and the defaults are in force. */
    ABSENT,
    /** It is in force but for its inventory, its problems say why. */
    PART,
    /** It is not in force, its problems say why. */
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

  /** Whether the config in force is the one that is there. */
  public boolean good() {
    return trouble.isEmpty() && (result == Result.GOOD || result == Result.ABSENT);
  }

  /** Everything that is wrong, a sentence each. */
  public List<String> complaints() {
    return Stream.concat(
            problems.stream().map(problem -> origin + ": " + problem),
            trouble.stream().map(why -> origin + ": " + why))
        .toList();
  }
}
