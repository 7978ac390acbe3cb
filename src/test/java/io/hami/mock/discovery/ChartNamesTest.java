package io.hami.mock.discovery;

import static io.hami.mock.discovery.EveryVendor.config;
import static io.hami.mock.discovery.EveryVendor.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.discovery.Ascend.Vnpus;
import io.hami.mock.discovery.Nvidia.Scaling;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of HAMi's chart that apply to made-up cards, and which of them a file replaces. */
class ChartNamesTest {
  @Test
  void chipsOfTheFileAreKeptAndTheChartAddsTheOthers() {
    Ascend ascend = new Ascend();
    Vnpus named =
        ascend.completed(
            names(
                config(
                    """
                    vnpus:
                      hamiVnpuCore: true
                      configs: [{commonWord: Ascend910B3, resourceName: a.b/npu}]
                    """),
                ascend));
    assertThat(named.mode()).isEqualTo(Ascend.Mode.HAMI_CORE);
    assertThat(named.chips().getFirst().names().count()).isEqualTo(CardNames.name("a.b/npu"));
    assertThat(named.chips())
        .extracting(Chip::commonWord)
        .containsExactly(
            "Ascend910B3",
            "Ascend910A",
            "Ascend910B2",
            "Ascend910B4",
            "Ascend910B4-1",
            "Ascend310P",
            "Ascend910C");
    assertThat(new Iluvatar().completed(List.of())).hasSize(4);
  }

  /** A name that a file leaves out stays left out. */
  @Test
  void anExistingSectionIsNotCompleted() {
    Nvidia nvidia = new Nvidia();
    Nvidia.Names named =
        nvidia.completed(names(config("nvidia: {resourceCountName: a.b/gpu}"), nvidia));
    assertThat(named.cards()).isEqualTo(CardNames.of("a.b/gpu", "", ""));
  }

  /** The worked examples of docs/vendors.md 5. */
  @ParameterizedTest
  @CsvSource({"1.5, 36846", "1.1, 27020", "1, 24564", "0.5, 12282"})
  void memoryScalesAsHamisPluginScalesIt(double scaling, int expected) {
    assertThat(new Scaling(10, scaling, 1).memory(24564)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1.5, 150", "0.57, 56", "1.15, 114", "0.29, 28", "1, 100"})
  void coresScaleAsHamisPluginScalesThem(double scaling, int expected) {
    assertThat(new Scaling(10, 1, scaling).percent()).isEqualTo(expected);
  }

  @Test
  void scalingAndSlotsAreReadFromTheFile() {
    var read =
        config(
            """
            nvidia: {deviceSplitCount: 4, deviceMemoryScaling: 1.5, deviceCoreScaling: 2}
            vnpus:
              configs:
              - commonWord: Ascend910B2
                memoryAllocatable: 65536
                templates: [{name: a, memory: 32768}, {name: b, memory: 8192}]
              - commonWord: Ascend910B3
                memoryAllocatable: 65536
            """);
    assertThat(names(read, new Nvidia()).scaling()).isEqualTo(new Scaling(4, 1.5, 2));
    assertThat(names(read, new Ascend()).chips().get(0).slots()).hasValue(8);
    assertThat(names(read, new Ascend()).chips().get(1).slots()).isEmpty();
    assertThat(names(config("nvidia: {deviceSplitCount: 0}"), new Nvidia()).scaling())
        .isEqualTo(Scaling.CHART);
  }
}
