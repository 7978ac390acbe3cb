package io.hami.mock.fault;

import io.hami.mock.model.ResourceName;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Faults as people write them in a config, over HTTP or on a JMX console: the name in the field
 * {@code fault}, the duration in {@code for}, the target in {@code of}, and the other fields of
 * each fault.
 */
public final class FaultForm {
  private static final String FAULT = "fault";
  private static final String FOR = "for";
  private static final String OF = "of";
  private static final String CARDS = "cards";
  private static final String NUMBER = "number";
  private static final String PERCENT = "percent";
  private static final String PERIOD = "period";
  private static final String DELAY = "delay";
  private static final String MESSAGE = "message";

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration USUAL_PERIOD = Duration.ofSeconds(10);
  private static final int LONGEST_MESSAGE = 1_000;
  private static final int MOST_CARDS = 1_024;

  /** A value ends where the next field begins. */
  private static final Pattern NEXT_FIELD = Pattern.compile("\\s+(?=[a-zA-Z]+=)");

  private enum Kind {
    UNHEALTHY("unhealthy"),
    FLAPPING("flapping"),
    DROP_STREAM("drop-stream"),
    WITHHOLD_REGISTRATION("withhold-registration"),
    DELAY_ALLOCATE("delay-allocate"),
    FAIL_ALLOCATE("fail-allocate"),
    FREEZE_LIST("freeze-list");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    static Optional<Kind> named(String text) {
      return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }

    static String all() {
      return Arrays.stream(values()).map(kind -> kind.text).collect(Collectors.joining(", "));
    }

    /** The fields of the fault. */
    List<String> fields() {
      List<String> own =
          switch (this) {
            case UNHEALTHY -> List.of(CARDS, NUMBER, PERCENT);
            case FLAPPING -> List.of(CARDS, NUMBER, PERCENT, PERIOD);
            case DROP_STREAM -> List.of(PERIOD);
            case DELAY_ALLOCATE -> List.of(DELAY);
            case FAIL_ALLOCATE -> List.of(MESSAGE);
            case WITHHOLD_REGISTRATION, FREEZE_LIST -> List.of();
          };
      return Stream.concat(Stream.of(FAULT, FOR, OF), own.stream()).toList();
    }
  }

  private final Map<String, String> fields;
  private final Map<String, String> problems = new LinkedHashMap<>();

  private FaultForm(Map<String, String> fields) {
    this.fields = fields;
  }

  /** The result of reading the fields. */
  public sealed interface Reading {
    record Good(Injection injection) implements Reading {}

    /**
     * The fields are no valid fault.
     *
     * @param problems by field, which may be one that is missing
     */
    record Bad(Map<String, String> problems) implements Reading {
      @Override
      public String toString() {
        return problems.entrySet().stream()
            .map(problem -> problem.getKey() + ": " + problem.getValue())
            .collect(Collectors.joining("; "));
      }
    }
  }

  /**
   * The fields of a line such as {@code unhealthy percent=50 of=NVIDIA for=10m}. A value ends where
   * the next field begins and may contain spaces.
   */
  public static Map<String, String> fields(String line) {
    Map<String, String> fields = new LinkedHashMap<>();
    String rest = line.strip();
    if (!rest.matches("(?s)[a-zA-Z]+=.*")) {
      Matcher matcher = NEXT_FIELD.matcher(rest);
      int end = matcher.find() ? matcher.start() : rest.length();
      fields.put(FAULT, rest.substring(0, end));
      rest = rest.substring(end).strip();
    }
    NEXT_FIELD
        .splitAsStream(rest)
        .forEach(
            part -> {
              int equals = part.indexOf('=');
              if (equals > 0) {
                fields.put(part.substring(0, equals), part.substring(equals + 1).strip());
              }
            });
    return fields;
  }

  /**
   * Reads {@code fields}; never throws, and finds all problems at once.
   *
   * @param vendors the names that {@code of} may have in addition to resource names
   */
  public static Reading read(Map<String, String> fields, Collection<String> vendors) {
    FaultForm form = new FaultForm(fields);
    Optional<Injection> injection = form.injection(vendors);
    return form.problems.isEmpty() && injection.isPresent()
        ? new Reading.Good(injection.get())
        : new Reading.Bad(form.problems);
  }

  private Optional<Injection> injection(Collection<String> vendors) {
    Optional<Kind> kind = value(FAULT).flatMap(Kind::named);
    if (kind.isEmpty()) {
      problem(FAULT, "one of the faults " + Kind.all() + " was expected");
    }
    Optional<Duration> timeToLive = duration(FOR, Injection.SHORTEST, Injection.LONGEST);
    if (timeToLive.isEmpty()) {
      problem(
          FOR,
          "how long, from %s to %s such as 10m, was expected"
              .formatted(DurationText.of(Injection.SHORTEST), DurationText.of(Injection.LONGEST)));
    }
    Target target = target(vendors);
    kind.ifPresent(this::checkFields);
    return kind.map(this::fault)
        .flatMap(fault -> timeToLive.map(time -> new Injection(fault, target, time)));
  }

  private void checkFields(Kind kind) {
    for (String field : fields.keySet()) {
      if (!kind.fields().contains(field)) {
        problem(
            field,
            kind.text + " takes " + String.join(", ", kind.fields()) + "; this was not expected");
      }
    }
  }

  private Target target(Collection<String> vendors) {
    String of = value(OF).orElse("");
    if (of.isEmpty()) {
      return Target.EVERYTHING;
    }
    for (String vendor : vendors) {
      if (vendor.equalsIgnoreCase(of)) {
        return new Target.OfVendor(vendor);
      }
    }
    if (of.contains("/") && ResourceName.violation(of).isEmpty()) {
      return new Target.OfResource(ResourceName.parse(of));
    }
    problem(
        OF,
        "the name of a resource or one of the vendors %s was expected"
            .formatted(String.join(", ", vendors)));
    return Target.EVERYTHING;
  }

  private Fault fault(Kind kind) {
    return switch (kind) {
      case UNHEALTHY -> new Fault.Unhealthy(selection());
      case FLAPPING -> new Fault.Flapping(selection(), period().orElse(USUAL_PERIOD));
      case DROP_STREAM -> new Fault.StreamDropped(period());
      case WITHHOLD_REGISTRATION -> new Fault.RegistrationWithheld();
      case DELAY_ALLOCATE -> new Fault.AllocateDelayed(delay());
      case FAIL_ALLOCATE -> new Fault.AllocateFailed(message());
      case FREEZE_LIST -> new Fault.ListFrozen();
    };
  }

  private Selection selection() {
    List<String> said =
        List.of(CARDS, NUMBER, PERCENT).stream().filter(fields::containsKey).toList();
    if (said.size() > 1) {
      problem(said.getLast(), "one of %s was expected, not two".formatted(String.join(", ", said)));
    }
    if (said.isEmpty()) {
      return Selection.ALL;
    }
    return switch (said.getFirst()) {
      case CARDS -> cards();
      case NUMBER -> new Selection.First(whole(NUMBER, MOST_CARDS));
      default -> new Selection.Percent(whole(PERCENT, 100));
    };
  }

  private Selection cards() {
    Set<String> ids =
        Arrays.stream(value(CARDS).orElse("").split(",", -1))
            .map(String::strip)
            .filter(id -> !id.isEmpty())
            .collect(Collectors.toSet());
    if (ids.isEmpty() || ids.size() > MOST_CARDS) {
      problem(
          CARDS,
          "up to %d ids of cards with commas between them were expected".formatted(MOST_CARDS));
    }
    return new Selection.Ids(ids);
  }

  private int whole(String field, int most) {
    try {
      int value = Integer.parseInt(value(field).orElse(""));
      if (value >= 1 && value <= most) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    problem(field, "a whole number from 1 to " + most + " was expected");
    return 1;
  }

  private Optional<Duration> period() {
    Optional<Duration> period = duration(PERIOD, SECOND, HOUR);
    if (fields.containsKey(PERIOD) && period.isEmpty()) {
      problem(PERIOD, "a duration from 1s to 1h was expected");
    }
    return period;
  }

  private Duration delay() {
    return duration(DELAY, Duration.ofMillis(1), Duration.ofMinutes(10))
        .orElseGet(
            () -> {
              problem(DELAY, "a duration from 1ms to 10m was expected");
              return SECOND;
            });
  }

  private String message() {
    String message = value(MESSAGE).orElse("this is an injected fault");
    if (message.length() > LONGEST_MESSAGE) {
      problem(MESSAGE, "at most " + LONGEST_MESSAGE + " characters were expected");
    }
    return message;
  }

  private Optional<Duration> duration(String field, Duration least, Duration most) {
    return value(field)
        .flatMap(DurationText::parse)
        .filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
  }

  private Optional<String> value(String field) {
    return Optional.ofNullable(fields.get(field)).map(String::strip);
  }

  private void problem(String field, String expected) {
    String found =
        value(field)
            .map(
                text ->
                    ", found '" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "'")
            .orElse("");
    problems.putIfAbsent(field, expected + found);
  }
}
