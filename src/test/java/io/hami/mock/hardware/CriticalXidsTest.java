package io.hami.mock.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.log.LogOf;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriticalXidsTest {
  @RegisterExtension final LogOf log = new LogOf(CriticalXids.class);

  private static CriticalXids of(String disable, String enable) {
    return CriticalXids.of(Map.of(CriticalXids.DISABLE, disable, CriticalXids.ENABLE, enable));
  }

  /** The same as in the two plugins that have these variables. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                |          | 79  | true
                |          | 31  | false
                |          | 999 | true
          79, 48 |         | 79  | false
          79    |          | 48  | true
          all   |          | 79  | false
          XIDs  | 79       | 79  | true
          all   | 79       | 48  | false
                | 31       | 31  | true
                | 31       | 13  | false
          79    | 79       | 79  | true
          79    | all      | 31  | true
          """)
  void whatIsCriticalFollowsTheVariables(
      String disable, String enable, long number, boolean critical) {
    CriticalXids xids = of(disable == null ? "" : disable, enable == null ? "" : enable);
    assertThat(xids.contains(new Xid(Optional.empty(), number))).isEqualTo(critical);
  }

  @Test
  void wordsThatAreNoNumberAreSkippedAndSaid() {
    assertThat(of("79,x,-1,99999999999", "").contains(new Xid(Optional.empty(), 79))).isFalse();
    assertThat(log.lines()).hasSize(3).allMatch(line -> line.contains(CriticalXids.DISABLE));
  }

  @Test
  void onlyWithoutAnyOneNothingIsCritical() {
    assertThat(of("all", "").isEmpty()).isTrue();
    assertThat(of("all", "79").isEmpty()).isFalse();
    assertThat(CriticalXids.STANDARD.isEmpty()).isFalse();
    assertThat(CriticalXids.of(Map.of())).isEqualTo(CriticalXids.STANDARD);
  }

  @Test
  void anErrorIsNamedWithItsMeaningWhereThatIsKnown() {
    assertThat(new Xid(Optional.empty(), 79))
        .hasToString("Xid 79 (the GPU has fallen off the bus)");
    assertThat(new Xid(Optional.empty(), 7)).hasToString("Xid 7");
  }
}
