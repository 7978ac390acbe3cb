package io.hami.mock.config;

import io.hami.mock.model.ResourceName;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;

/** Everything found while one file is read, and the names that it wants served. */
final class Findings {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  // Sets, for a key may be asked for more than once.
  private final Set<Problem> problems = new LinkedHashSet<>();
  private final Set<Problem> warnings = new LinkedHashSet<>();
  private final Map<ResourceName, Place> served = new HashMap<>();

  private final boolean strict;

  /** For a file that is read as HAMi reads it: what it would pass over is a warning. */
  Findings() {
    this(false);
  }

  private Findings(boolean strict) {
    this.strict = strict;
  }

  /** For a file of ours alone: nothing is passed over. */
  static Findings strict() {
    return new Findings(true);
  }

  /** Whether nothing is passed over. */
  boolean isStrict() {
    return strict;
  }

  /** Where something stands; without a mark where a default stands in for what the file omits. */
  record Place(String path, Optional<Mark> mark) {
    Problem problem(String message, Optional<String> nearest) {
      return new Problem(
          path,
          mark.map(at -> at.getLine() + 1).orElse(0),
          mark.map(at -> at.getColumn() + 1).orElse(0),
          message,
          nearest);
    }

    @Override
    public String toString() {
      return path + mark.map(at -> " (line " + (at.getLine() + 1) + ")").orElse(" (the default)");
    }
  }

  void problem(Place place, String message) {
    problems.add(place.problem(message, Optional.empty()));
  }

  /** That {@code found} is not what was {@code expected}, one of {@code known}. */
  void unknown(Place place, String expected, String found, Collection<String> known) {
    problems.add(
        place.problem(
            "%s was expected, found '%s'".formatted(expected, Found.shortened(found)),
            Nearest.to(found, known)));
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  void warning(Place place, String message) {
    warning(place, message, Optional.empty());
  }

  void warning(Place place, String message, Optional<String> nearest) {
    warnings.add(place.problem(message, nearest));
  }

  /** What HAMi passes over: a warning in its file, a problem in ours. */
  void passedOver(Place place, String message, Optional<String> nearest) {
    (strict ? problems : warnings).add(place.problem(message, nearest));
  }

  /** Notes a name that is to be served; a second resource of that name could never register. */
  void serves(ResourceName name, Place place) {
    Place first = served.putIfAbsent(name, place);
    if (first != null) {
      problem(
          place,
          "'%s' is the name of two resources that are to be served: this one and %s"
              .formatted(name, first));
    }
  }

  /** {@code value}, unless there are problems; all in the order of the file. */
  <T> Parsed<T> conclude(T value) {
    return problems.isEmpty()
        ? new Parsed.Good<>(value, inOrder(warnings))
        : new Parsed.Bad<>(inOrder(problems));
  }

  private static List<Problem> inOrder(Set<Problem> found) {
    return found.stream().sorted(BY_PLACE).toList();
  }
}
