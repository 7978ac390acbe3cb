package io.hami.mock.hardware;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which errors of a card make it unhealthy: all but those that an application causes, changed by
 * the two environment variables of NVIDIA's and HAMi's device plugins. What is enabled by its
 * number counts before what is disabled.
 *
 * @param all whether errors are critical that no number names
 * @param enabled critical in any case
 * @param disabled not critical unless enabled
 */
record CriticalXids(boolean all, Set<Long> enabled, Set<Long> disabled) {
  /** A list of numbers that are not critical, or {@code all} or {@code xids} for none that is. */
  static final String DISABLE = "DP_DISABLE_HEALTHCHECKS";

  /** A list of numbers that are critical, or {@code all} or {@code xids} for every one. */
  static final String ENABLE = "DP_ENABLE_HEALTHCHECKS";

  private static final Logger log = LoggerFactory.getLogger(CriticalXids.class);

  /** Errors of applications, after which the card is as good as before. */
  private static final Set<Long> OF_APPLICATIONS = Set.of(13L, 31L, 43L, 45L, 68L, 109L);

  static final CriticalXids STANDARD = new CriticalXids(true, Set.of(), OF_APPLICATIONS);

  CriticalXids {
    enabled = Set.copyOf(enabled);
    disabled = Set.copyOf(disabled);
  }

  /** By the variables of {@code environment}; words that are no number are skipped and said. */
  static CriticalXids of(Map<String, String> environment) {
    String disable = environment.getOrDefault(DISABLE, "");
    String enable = environment.getOrDefault(ENABLE, "");
    if (isAll(enable)) {
      return new CriticalXids(true, Set.of(), Set.of());
    }
    Set<Long> disabled = new HashSet<>(OF_APPLICATIONS);
    disabled.addAll(isAll(disable) ? Set.of() : numbers(DISABLE, disable));
    return new CriticalXids(!isAll(disable), numbers(ENABLE, enable), disabled);
  }

  private static Stream<String> words(String list) {
    return Stream.of(list.toLowerCase(Locale.ROOT).split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty());
  }

  private static boolean isAll(String list) {
    return words(list).anyMatch(word -> word.equals("all") || word.equals("xids"));
  }

  private static Set<Long> numbers(String variable, String list) {
    Set<Long> numbers = new HashSet<>();
    words(list)
        .forEach(
            word -> {
              if (word.length() <= 9 && word.chars().allMatch(Character::isDigit)) {
                numbers.add(Long.valueOf(word));
              } else {
                log.warn(
                    "{}: '{}' is skipped; numbers of Xid errors were expected, or all",
                    variable,
                    word);
              }
            });
    return numbers;
  }

  boolean contains(Xid xid) {
    return enabled.contains(xid.number()) || (all && !disabled.contains(xid.number()));
  }

  /** Whether no error at all is critical. */
  boolean isEmpty() {
    return !all && enabled.isEmpty();
  }
}
