package io.hami.mock.fault;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as Kubernetes' users write them: {@code 500ms}, {@code 30s}, {@code 1h30m}. */
final class DurationText {
  private static final Pattern MILLIS = Pattern.compile("\\d{1,9}ms");
  private static final Pattern CLOCK = Pattern.compile("[0-9hms.]{1,20}");

  private DurationText() {}

  static Optional<Duration> parse(String text) {
    if (MILLIS.matcher(text).matches()) {
      return Optional.of(Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2))));
    }
    if (!CLOCK.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.parse("PT" + text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  static String of(Duration duration) {
    return duration.toMillisPart() != 0 && duration.toSeconds() == 0
        ? duration.toMillis() + "ms"
        : duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
