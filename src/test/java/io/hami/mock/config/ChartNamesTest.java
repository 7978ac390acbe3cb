package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.DeviceConfig.Chip;
import io.hami.mock.model.ResourceName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartNamesTest {
  private static DeviceConfig config(String yaml) {
    return ((Parsed.Good<DeviceConfig>) DeviceConfigParser.parse(yaml)).value();
  }

  @Test
  void whatAFileNamesStandsAndTheChartNamesTheRest() {
    DeviceConfig named =
        ChartNames.completing(
            config(
                """
                nvidia: {resourceCountName: a.b/gpu}
                vnpus: {configs: [{commonWord: Ascend910B3, resourceName: a.b/npu}]}
                """));
    assertThat(named.nvidia().orElseThrow().names().count()).hasValue(name("a.b/gpu"));
    assertThat(named.nvidia().orElseThrow().names().memory()).isEmpty();
    assertThat(named.amd().orElseThrow().count()).hasValue(name("amd.com/gpu"));
    assertThat(named.vnpus().chips())
        .extracting(Chip::commonWord)
        .containsExactly(
            "Ascend910B3",
            "Ascend910A",
            "Ascend910B2",
            "Ascend910B4",
            "Ascend910B4-1",
            "Ascend310P",
            "Ascend910C");
    assertThat(named.iluvatars()).hasSize(4);
  }

  @Test
  void theSeedsFlagsThatWereGivenStandToo() {
    DeviceConfig named =
        ChartNames.completing(SeedFlag.names(Map.of(SeedFlag.RESOURCE_MEM, name("a.b/mem"))));
    assertThat(named.nvidia().orElseThrow().names().memory()).hasValue(name("a.b/mem"));
    assertThat(named.nvidia().orElseThrow().names().count()).hasValue(name("nvidia.com/gpu"));
    assertThat(named.iluvatars().getFirst().names().count())
        .hasValue(name("iluvatar.ai/MR-V100-vgpu"));
  }

  private static ResourceName name(String text) {
    return ResourceName.parse(text);
  }

  /** The worked examples of vendors.md, section 5. */
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
    DeviceConfig read =
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
    assertThat(read.nvidia().orElseThrow().scaling()).isEqualTo(new Scaling(4, 1.5, 2));
    assertThat(read.vnpus().chips().get(0).slots()).hasValue(8);
    assertThat(read.vnpus().chips().get(1).slots()).isEmpty();
    assertThat(config("nvidia: {deviceSplitCount: 0}").nvidia().orElseThrow().scaling())
        .isEqualTo(Scaling.CHART);
  }
}
