package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.DeviceConfig.Chip;
import io.hami.mock.config.DeviceConfig.Nvidia;
import io.hami.mock.model.ResourceName;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeedOverridesTest {
  private static final ResourceName OTHER = new ResourceName("example.com", "other");

  private static final DeviceConfig CONFIG =
      config(
          """
          nvidia:
            resourceCountName: nvidia.com/gpu
            resourceMemoryName: nvidia.com/gpumem
            resourceMemoryPercentageName: nvidia.com/gpumem-percentage
            resourceCoreName: nvidia.com/gpucores
            memoryFactor: 4
          cambricon:
            resourceCountName: cambricon.com/vmlu
            resourceMemoryName: cambricon.com/mlu.smlu.vmemory
          hygon:
            resourceMemoryName: hygon.com/dcumem
          iluvatars:
          - {commonWord: MR-V100, resourceCountName: iluvatar.ai/a, resourceCoreName: iluvatar.ai/MR-V100.vCore}
          - {commonWord: BI-V150, resourceCountName: iluvatar.ai/b, resourceCoreName: iluvatar.ai/BI-V150.vCore}
          vnpus:
            hamiVnpuCore: true
            configs:
            - {commonWord: Ascend910, resourceName: huawei.com/Ascend910, resourceMemoryName: huawei.com/c, memoryFactor: 2}
            - {commonWord: Ascend310P, resourceName: huawei.com/Ascend310P, resourceMemoryName: huawei.com/d}
          """);

  @Test
  void withoutFlagsTheConfigStaysAsItIs() {
    assertThat(SeedOverrides.NONE.applyTo(CONFIG)).isEqualTo(CONFIG);
  }

  @ParameterizedTest
  @EnumSource(SeedFlag.class)
  void aFlagBringsNoSectionIntoBeing(SeedFlag flag) {
    assertThat(given(Map.of(flag, OTHER)).applyTo(DeviceConfig.EMPTY))
        .isEqualTo(DeviceConfig.EMPTY);
  }

  @Test
  void nvidiaFlagsReplaceThatNameAlone() {
    CardNames cards = CONFIG.nvidia().orElseThrow().names();

    assertThat(nvidia(SeedFlag.RESOURCE_MEM).names()).isEqualTo(cards.withMemory(OTHER));
    assertThat(nvidia(SeedFlag.RESOURCE_CORES).names()).isEqualTo(cards.withCores(OTHER));
    assertThat(nvidia(SeedFlag.RESOURCE_MEM_PERCENTAGE).names()).isEqualTo(cards);
    assertThat(nvidia(SeedFlag.RESOURCE_MEM_PERCENTAGE).memoryPercentage())
        .isEqualTo(Optional.of(OTHER));
    assertThat(nvidia(SeedFlag.RESOURCE_MEM).memoryPercentage())
        .isEqualTo(CONFIG.nvidia().orElseThrow().memoryPercentage());
  }

  @Test
  void theMluFlagReplacesCambriconsCount() {
    DeviceConfig config = given(Map.of(SeedFlag.MLU_RESOURCE_NAME, OTHER)).applyTo(CONFIG);

    assertThat(config.cambricon())
        .isEqualTo(CONFIG.cambricon().map(cards -> cards.withCount(OTHER)));
  }

  @Test
  void theMluMemoryFlagReplacesTheMemoryOfAscend910() {
    DeviceConfig config = given(Map.of(SeedFlag.MLU_RESOURCE_MEMORY_NAME, OTHER)).applyTo(CONFIG);

    Chip before = CONFIG.vnpus().chips().getFirst();
    assertThat(config.vnpus().softMode()).isTrue();
    assertThat(config.vnpus().chips())
        .containsExactly(
            before.with(before.names().withMemory(OTHER)), CONFIG.vnpus().chips().getLast());
  }

  @Test
  void theIluvatarFlagReplacesTheCountOfTheChipWithThoseCores() {
    Chip first = CONFIG.iluvatars().getFirst();
    Chip last = CONFIG.iluvatars().getLast();

    assertThat(given(Map.of(SeedFlag.ILUVATAR_RESOURCE_NAME, OTHER)).applyTo(CONFIG).iluvatars())
        .containsExactly(first.with(first.names().withCount(OTHER)), last);
    assertThat(
            given(
                    Map.of(
                        SeedFlag.ILUVATAR_RESOURCE_NAME,
                        OTHER,
                        SeedFlag.ILUVATAR_CORE_NAME,
                        new ResourceName("iluvatar.ai", "BI-V150.vCore")))
                .applyTo(CONFIG)
                .iluvatars())
        .containsExactly(first, last.with(last.names().withCount(OTHER)));
  }

  @ParameterizedTest
  @EnumSource(SeedFlag.class)
  void everyFlagNamesItsOwnResource(SeedFlag flag) {
    SeedNames names = SeedFlag.names(Map.of(flag, OTHER));

    for (SeedFlag other : SeedFlag.values()) {
      assertThat(other.in(names)).isEqualTo(other == flag ? OTHER : other.in(SeedNames.DEFAULTS));
    }
  }

  private static Nvidia nvidia(SeedFlag flag) {
    return given(Map.of(flag, OTHER)).applyTo(CONFIG).nvidia().orElseThrow();
  }

  private static SeedOverrides given(Map<SeedFlag, ResourceName> given) {
    return new SeedOverrides(SeedFlag.names(given), given.keySet());
  }

  private static DeviceConfig config(String yaml) {
    return switch (DeviceConfigParser.parse(yaml)) {
      case Parsed.Good<DeviceConfig> good -> good.value();
      case Parsed.Bad<DeviceConfig> bad -> throw new AssertionError(bad.problems());
    };
  }
}
