package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.ContainerView.GivenCard;
import io.hami.mock.model.ContainerView.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerViewTest {
  private static final ContainerView ALL =
      new ContainerView(
          List.of(
              new Variable.Ids("IDS"),
              new Variable.Indexes("INDEXES"),
              new Variable.MemoryOfEach("MEMORY_"),
              new Variable.Memory("MEMORY", "m"),
              new Variable.Cores("CORES"),
              new Variable.Constant("ON", "true")));

  @Test
  void aProgramIsShownItsCardsAndItsLimits() {
    assertThat(
            ALL.environment(
                List.of(new GivenCard("a", 3, 1000, 30), new GivenCard("b", 5, 2000, 40))))
        .isEqualTo(
            Map.of(
                "IDS", "a,b",
                "INDEXES", "3,5",
                "MEMORY_0", "1000m",
                "MEMORY_1", "2000m",
                "MEMORY", "1000m",
                "CORES", "30",
                "ON", "true"));
  }

  @Test
  void noLimitIsNotALimitOfZero() {
    assertThat(ALL.environment(List.of(new GivenCard("a", 3, 0, 0))))
        .isEqualTo(Map.of("IDS", "a", "INDEXES", "3", "ON", "true"));
  }

  @Test
  void aContainerWithoutCardsIsShownNone() {
    assertThat(ALL.environment(List.of())).isEmpty();
  }
}
