package io.hami.mock.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.fault.FaultForm.Reading;
import io.hami.mock.model.ResourceName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultFormTest {
  private static final List<String> VENDORS = List.of("Ascend", "NVIDIA");

  private static Reading read(String line) {
    return FaultForm.read(FaultForm.fields(line), VENDORS);
  }

  static Stream<Arguments> good() {
    Target nvidia = new Target.OfVendor("NVIDIA");
    Target memory = new Target.OfResource(ResourceName.parse("nvidia.com/gpumem"));
    return Stream.of(
        Arguments.of("unhealthy for=1s", new Fault.Unhealthy(Selection.ALL), Target.EVERYTHING, 1),
        Arguments.of(
            "unhealthy percent=50 of=nvidia for=10m",
            new Fault.Unhealthy(new Selection.Percent(50)),
            nvidia,
            600),
        Arguments.of(
            "fault=unhealthy number=2 for=1h30m",
            new Fault.Unhealthy(new Selection.First(2)),
            Target.EVERYTHING,
            5_400),
        Arguments.of(
            "flapping cards=GPU-a, GPU-b period=5s of=nvidia.com/gpumem for=24h",
            new Fault.Flapping(new Selection.Ids(Set.of("GPU-a", "GPU-b")), Duration.ofSeconds(5)),
            memory,
            86_400),
        Arguments.of(
            "drop-stream for=30s",
            new Fault.StreamDropped(Optional.empty()),
            Target.EVERYTHING,
            30),
        Arguments.of(
            "drop-stream period=2s for=30s",
            new Fault.StreamDropped(Optional.of(Duration.ofSeconds(2))),
            Target.EVERYTHING,
            30),
        Arguments.of(
            "withhold-registration of=NVIDIA for=1m", new Fault.RegistrationWithheld(), nvidia, 60),
        Arguments.of(
            "delay-allocate delay=500ms for=1m",
            new Fault.AllocateDelayed(Duration.ofMillis(500)),
            Target.EVERYTHING,
            60),
        Arguments.of(
            "fail-allocate message=no card is = to this one for=1m",
            new Fault.AllocateFailed("no card is = to this one"),
            Target.EVERYTHING,
            60),
        Arguments.of("freeze-list for=1m", new Fault.ListFrozen(), Target.EVERYTHING, 60));
  }

  @ParameterizedTest
  @MethodSource("good")
  void aLineIsRead(String line, Fault fault, Target target, int seconds) {
    assertThat(read(line))
        .isEqualTo(new Reading.Good(new Injection(fault, target, Duration.ofSeconds(seconds))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unhealthy | for | how long, from 1s to 24h",
        "unhealthy for=999ms | for | how long",
        "unhealthy for=24h1s | for | how long",
        "unhealthy for=-5m | for | found '-5m'",
        "unhealthy for=tomorrow | for | found 'tomorrow'",
        "unhealty for=1m | fault | one of the faults unhealthy, flapping, drop-stream",
        "for=1m | fault | one of the faults",
        "unhealthy percent=0 for=1m | percent | from 1 to 100",
        "unhealthy percent=101 for=1m | percent | from 1 to 100",
        "unhealthy number=1.5 for=1m | number | a whole number",
        "unhealthy number=2 percent=5 for=1m | percent | one of number, percent",
        "unhealthy cards=,, for=1m | cards | ids of cards",
        "unhealthy of=nobody for=1m | of | one of the vendors Ascend, NVIDIA",
        "unhealthy of=bad//name for=1m | of | the name of a resource",
        "unhealthy delay=1s for=1m | delay | unhealthy takes fault, for, of, cards, number,"
            + " percent",
        "flapping period=10ms for=1m | period | from 1s to 1h",
        "delay-allocate for=1m | delay | from 1ms to 10m",
        "delay-allocate delay=11m for=1m | delay | from 1ms to 10m",
      })
  void aProblemNamesItsField(String line, String field, String problem) {
    assertThat(read(line))
        .isInstanceOfSatisfying(
            Reading.Bad.class,
            bad ->
                assertThat(bad.problems())
                    .hasEntrySatisfying(field, text -> assertThat(text).contains(problem)));
  }

  @Test
  void everyProblemIsFoundAtOnce() {
    assertThat(read("flapping percent=x period=y of=z for=w"))
        .isInstanceOfSatisfying(
            Reading.Bad.class,
            bad -> assertThat(bad.problems()).containsOnlyKeys("percent", "period", "of", "for"));
  }

  @Test
  void aLongValueIsShortenedInTheProblem() {
    assertThat(read("unhealthy for=" + "9".repeat(10_000)).toString()).hasSizeLessThan(300);
    assertThat(
            FaultForm.read(
                Map.of("fault", "fail-allocate", "for", "1m", "message", "x".repeat(1_001)),
                VENDORS))
        .isInstanceOf(Reading.Bad.class);
  }
}
