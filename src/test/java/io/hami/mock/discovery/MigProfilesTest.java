package io.hami.mock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.MigProfile;
import io.hami.mock.model.Card;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sizes into which a MIG card can be divided. */
class MigProfilesTest {
  private static Card card(String type, int memory, String mode) {
    return new Card("GPU-1", 0, 10, memory, 100, type, 0, mode, true);
  }

  private static String names(List<MigProfile> profiles) {
    return profiles.stream().map(MigProfile::name).collect(Collectors.joining(" "));
  }

  /** The names are those of HAMi's chart for the memory that drivers report. */
  @ParameterizedTest
  @CsvSource({
    "NVIDIA A30,24576,1g.6gb 2g.12gb 4g.24gb,4",
    "NVIDIA A100-SXM4-40GB,40960,1g.5gb 2g.10gb 3g.20gb 7g.40gb,7",
    "NVIDIA A100-SXM4-80GB,81920,1g.10gb 2g.20gb 3g.40gb 7g.80gb,7",
    "NVIDIA H100 80GB HBM3,81559,1g.10gb 2g.20gb 3g.40gb 7g.80gb,7",
    "NVIDIA H100 NVL,95830,1g.12gb 2g.24gb 3g.47gb 7g.94gb,7",
    "NVIDIA H20,97871,1g.12gb 2g.24gb 3g.48gb 7g.96gb,7",
    "NVIDIA H200,143771,1g.18gb 2g.35gb 3g.71gb 7g.141gb,7",
    "NVIDIA B200,183359,1g.23gb 2g.45gb 3g.90gb 7g.180gb,7",
    "NVIDIA RTX PRO 6000 Blackwell Server Edition,97887,1g.24gb 2g.48gb 4g.96gb,4"
  })
  void theNamesFollowFromTheMemory(String type, int memory, String names, int instances) {
    Card card = card(type, memory, "mig");
    assertThat(MigProfiles.canDivide(type)).isTrue();
    assertThat(names(MigProfiles.OF_MEMORY.of(card))).isEqualTo(names);
    assertThat(MigProfiles.OF_MEMORY.instances(card)).isEqualTo(instances);
    assertThat(MigProfiles.OF_MEMORY.of(card))
        .allSatisfy(profile -> assertThat(profile.memoryMiB()).isBetween(1, memory));
  }

  @Test
  void theFiguresOfACardOfSevenSlices() {
    assertThat(MigProfiles.OF_MEMORY.of(card("NVIDIA A100-SXM4-80GB", 81920, "mig")))
        .containsExactly(
            new MigProfile("1g.10gb", 10240, 15, 1, List.of(0, 1, 2, 3, 4, 5, 6), 1),
            new MigProfile("2g.20gb", 20480, 29, 2, List.of(0, 2, 4), 2),
            new MigProfile("3g.40gb", 40960, 43, 3, List.of(0, 4), 4),
            new MigProfile("7g.80gb", 81920, 100, 7, List.of(0), 8));
  }

  @Test
  void theFiguresOfACardOfFourSlices() {
    assertThat(MigProfiles.OF_MEMORY.of(card("NVIDIA A30", 24576, "mig")))
        .containsExactly(
            new MigProfile("1g.6gb", 6144, 25, 1, List.of(0, 1, 2, 3), 1),
            new MigProfile("2g.12gb", 12288, 50, 2, List.of(0, 2), 2),
            new MigProfile("4g.24gb", 24576, 100, 4, List.of(0), 4));
  }

  @Test
  void theFirstEntryOfTheAllowlistWithTheModelCounts() {
    MigProfiles profiles =
        new MigProfiles(
            List.of(
                new MigProfiles.Allowed(List.of("A30"), List.of("1g.6gb")),
                new MigProfiles.Allowed(
                    List.of("A100-PCIE-80GB", "A100-SXM4-80GB"),
                    List.of("3g.40gb", "x", "7g.79gb")),
                new MigProfiles.Allowed(List.of("A100"), List.of("1g.10gb"))));
    assertThat(profiles.of(card("NVIDIA A100-SXM4-80GB", 81920, "mig")))
        .containsExactly(
            new MigProfile("3g.40gb", 40960, 43, 3, List.of(0, 4), 4),
            new MigProfile("7g.79gb", 80896, 100, 7, List.of(0), 8));
    assertThat(names(profiles.of(card("NVIDIA H200", 143771, "mig"))))
        .as("a model that the list does not have")
        .isEqualTo("1g.18gb 2g.35gb 3g.71gb 7g.141gb");
  }

  @Test
  void aCardOfAnotherModeIsNotDivided() {
    assertThat(MigProfiles.OF_MEMORY.of(card("NVIDIA A30", 24576, "hami-core"))).isEmpty();
    assertThat(MigProfiles.canDivide("NVIDIA-Tesla T4")).isFalse();
    assertThat(MigProfiles.canDivide("NVIDIA L40S")).isFalse();
  }
}
