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
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.Mark;

/** The problems and warnings found while one file is read, and the names that the file serves. */
final class Findings {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  // Sets, because a key may be read more than once.
  private final Set<Problem> problems = new LinkedHashSet<>();
  private final Set<Problem> warnings = new LinkedHashSet<>();
  private final Map<ResourceName, Place> served = new HashMap<>();

  private Optional<Problem> suspicion = Optional.empty();
  private final boolean strict;

  /** For a file that HAMi reads too: what HAMi ignores is a warning. */
  Findings() {
    this(false);
  }

  private Findings(boolean strict) {
    this.strict = strict;
  }

  /** For a file that only this plugin reads: what is not understood is a problem. */
  static Findings strict() {
    return new Findings(true);
  }

  /** Whether input that is not understood is a problem, not a warning. */
  boolean isStrict() {
    return strict;
  }

  /** None yet, for a text that is read as this one is. */
  Findings fresh() {
    return new Findings(strict);
  }

  /** Takes over what was found elsewhere in the same file. */
  void addAll(Findings others) {
    problems.addAll(others.problems);
    warnings.addAll(others.warnings);
  }

  /** A place in the file; without a mark for a default value that the file does not contain. */
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

  /** Records that {@code found} is not what was {@code expected}, one of {@code known}. */
  void unknown(Place place, String expected, String found, Collection<String> known) {
    problems.add(
        place.problem(
            "%s was expected, found '%s'".formatted(expected, Found.shortened(found)),
            Nearest.to(found, known)));
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  /** Notes what may be the cause of everything else that is found; alone it is reported nowhere. */
  void suspect(Problem cause) {
    suspicion = Optional.of(cause);
  }

  void warning(Place place, String message) {
    warnings.add(place.problem(message, Optional.empty()));
  }

  /**
   * Records input that is not understood: a warning in HAMi's file, a problem in the plugin's own.
   */
  void passedOver(Place place, String message, Optional<String> nearest) {
    (strict ? problems : warnings).add(place.problem(message, nearest));
  }

  /** Records a name that is to be served; two resources with the same name are a problem. */
  void serves(ResourceName name, Place place) {
    Place first = served.putIfAbsent(name, place);
    if (first != null) {
      problem(
          place,
          "'%s' is the name of two served resources: this one and %s".formatted(name, first));
    }
  }

  /** {@code value}, or the problems if there are any; all in the order of the file. */
  <T> Parsed<T> conclude(T value) {
    return problems.isEmpty()
        ? new Parsed.Good<>(value, inOrder(warnings))
        : new Parsed.Bad<>(inOrder(problems));
  }

  private List<Problem> inOrder(Set<Problem> found) {
    return found.isEmpty()
        ? List.of()
        : Stream.concat(suspicion.stream(), found.stream().sorted(BY_PLACE)).toList();
  }
}
