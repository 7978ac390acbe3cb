package io.hami.mock.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(10);
  private static final Duration LAST = Duration.ofSeconds(15);

  private final Backoff backoff = new Backoff(FIRST, LAST);

  private static Duration aFifthLess(Duration duration) {
    return duration.minus(duration.dividedBy(5));
  }

  @Property(tries = 50)
  void doublesUpToTheLongestAndScattersByAFifth(@ForAll @IntRange(max = 100) int failures) {
    Backoff waits = new Backoff(FIRST, LAST);
    for (int failure = 0; failure < failures; failure++) {
      waits.next();
    }
    Duration plain = failures > 11 ? LAST : FIRST.multipliedBy(1L << failures);
    Duration least = plain.compareTo(LAST) < 0 ? plain : LAST;
    assertThat(waits.next()).isBetween(aFifthLess(least), least);
  }

  @Test
  void neverGivesUp() {
    for (int failure = 0; failure < 100_000; failure++) {
      assertThat(backoff.next()).isBetween(aFifthLess(FIRST), LAST);
    }
  }

  @Test
  void startsAnewAfterASuccess() {
    for (int failure = 0; failure < 20; failure++) {
      backoff.next();
    }
    backoff.reset();
    assertThat(backoff.next()).isBetween(aFifthLess(FIRST), FIRST);
  }

  @Test
  void neverWaitsLessThanItsMinimum() {
    assertThat(backoff.next(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
    assertThat(backoff.next(Duration.ZERO)).isBetween(FIRST, FIRST.multipliedBy(2));
  }

  @Test
  void twoBackoffsDoNotEndInTheSameMoment() {
    Backoff other = new Backoff(LAST, LAST);
    Backoff one = new Backoff(LAST, LAST);
    boolean differ = false;
    for (int failure = 0; failure < 10; failure++) {
      differ |= !one.next().equals(other.next());
    }
    assertThat(differ).isTrue();
  }
}
