package io.hami.mock.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hami.mock.reconcile.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeDigestTest {
  private final ManualLoop loop = new ManualLoop();
  private final ChangeDigest digest = new ChangeDigest(loop);
  private final List<String> said = new ArrayList<>();

  private void flap(int times) {
    for (int change = 0; change < times; change++) {
      digest.tell("card", change % 2 == 0 ? "gone" : "back", said::add);
      loop.advance(Duration.ofSeconds(5));
    }
  }

  @Test
  void fewChangesAreToldAtOnceAndNothingFollows() {
    digest.tell("card", "gone", said::add);
    digest.tell("card", "back", said::add);
    assertThat(said).containsExactly("gone", "back");
    assertThat(loop.timers()).isZero();
    loop.advance(Duration.ofHours(1));
    assertThat(said).hasSize(2);
  }

  @Test
  void whatHasComeToRestIsForgotten() {
    for (int thing = 0; thing < 1000; thing++) {
      digest.tell("card " + thing, "gone", said::add);
    }
    flap(12);
    loop.advance(ChangeDigest.PERIOD.multipliedBy(3));
    digest.tell("another", "gone", said::add);
    assertThat(digest.things()).isEqualTo(1);
  }

  @Test
  void whatComesAndGoesEveryFiveSecondsIsSummedUpOnceAMinute() {
    flap(12);
    assertThat(said)
        .containsExactly(
            "gone", "back", "gone", "back", "back (the last of 12 changes within 60 s)");
    flap(12 * 9);
    assertThat(said).hasSize(ChangeDigest.AT_ONCE + 10);
    loop.advance(ChangeDigest.PERIOD.multipliedBy(2));
    digest.tell("card", "gone for good", said::add);
    assertThat(said).last().isEqualTo("gone for good");
  }

  @Test
  void oneThingThatFlapsDoesNotSilenceAnother() {
    flap(12);
    digest.tell("another", "gone", said::add);
    assertThat(said).last().isEqualTo("gone");
  }

  @Test
  void singleChangesAreNotCountedAloud() {
    digest.count("card", "gone", said::add);
    loop.advance(Duration.ofMinutes(2));
    assertThat(said).isEmpty();
    for (int change = 0; change < 12; change++) {
      digest.count("card", "gone", said::add);
      loop.advance(Duration.ofSeconds(5));
    }
    assertThat(said).containsExactly("gone (the last of 12 changes within 60 s)");
  }

  @Test
  void whatCannotBePassedOnOnceIsNoReasonToSayNothingLater() {
    flap(ChangeDigest.AT_ONCE);
    digest.tell(
        "card",
        "gone",
        _ -> {
          throw new IllegalStateException("broken");
        });
    assertThatThrownBy(() -> loop.advance(ChangeDigest.PERIOD)).hasMessage("broken");
    said.clear();
    flap(12);
    loop.advance(ChangeDigest.PERIOD);
    assertThat(said).last().asString().startsWith("back (the last of ");
  }

  @Test
  void anAttemptThatFailsIsNoChange() {
    for (int attempt = 0; attempt < 10; attempt++) {
      assertThatThrownBy(
              () ->
                  digest.tell(
                      "card",
                      "gone",
                      _ -> {
                        throw new IllegalStateException("broken");
                      }))
          .hasMessage("broken");
    }
    digest.tell("card", "gone", said::add);
    assertThat(said).containsExactly("gone");
  }
}
