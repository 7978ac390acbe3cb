package io.hami.mock.discovery;

import static io.hami.mock.discovery.EveryVendor.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.DeviceConfig;
import io.hami.mock.discovery.Ascend.Vnpus;
import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reference's flags, with a device config and without. */
class ReferenceNamesTest {
  private static final ResourceName OTHER = new ResourceName("example.com", "other");

  private static final DeviceConfig CONFIG =
      EveryVendor.config(
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

  private static ReferenceNames given(ReferenceFlag flag) {
    return new ReferenceNames(Map.of(flag, OTHER));
  }

  private static <T> T renamed(Vendor<T> vendor, ReferenceNames flags) {
    return vendor.renamed(names(CONFIG, vendor), flags);
  }

  @Test
  void withoutFlagsTheConfigStaysAsItIs() {
    for (Vendor<?> vendor :
        List.of(new Nvidia(), new Cambricon(), new Hygon(), new Iluvatar(), new Ascend())) {
      assertThat((Object) renamed(vendor, ReferenceNames.DEFAULTS))
          .isEqualTo(names(CONFIG, vendor));
    }
  }

  @Test
  void nvidiaFlagsReplaceThatNameAlone() {
    Nvidia nvidia = new Nvidia();
    Nvidia.Names before = names(CONFIG, nvidia);
    CardNames cards = before.cards();

    assertThat(renamed(nvidia, given(ReferenceFlag.RESOURCE_MEM)))
        .isEqualTo(
            new Nvidia.Names(
                cards.withMemory(OTHER),
                before.memoryPercentage(),
                before.scaling(),
                before.mig()));
    assertThat(renamed(nvidia, given(ReferenceFlag.RESOURCE_CORES)))
        .isEqualTo(
            new Nvidia.Names(
                cards.withCores(OTHER), before.memoryPercentage(), before.scaling(), before.mig()));
    assertThat(renamed(nvidia, given(ReferenceFlag.RESOURCE_MEM_PERCENTAGE)))
        .isEqualTo(new Nvidia.Names(cards, Optional.of(OTHER), before.scaling(), before.mig()));
  }

  @Test
  void theMluFlagReplacesCambriconsCount() {
    assertThat(renamed(new Cambricon(), given(ReferenceFlag.MLU_RESOURCE_NAME)))
        .isEqualTo(names(CONFIG, new Cambricon()).withCount(OTHER));
  }

  @Test
  void theMluMemoryFlagReplacesTheMemoryOfAscend910() {
    Vnpus before = names(CONFIG, new Ascend());
    Vnpus renamed = renamed(new Ascend(), given(ReferenceFlag.MLU_RESOURCE_MEMORY_NAME));

    Chip first = before.chips().getFirst();
    assertThat(renamed.mode()).isEqualTo(Ascend.Mode.HAMI_CORE);
    assertThat(renamed.chips())
        .containsExactly(first.with(first.names().withMemory(OTHER)), before.chips().getLast());
  }

  @Test
  void theIluvatarFlagReplacesTheCountOfTheChipWithThoseCores() {
    List<Chip> before = names(CONFIG, new Iluvatar());
    Chip first = before.getFirst();
    Chip last = before.getLast();

    assertThat(renamed(new Iluvatar(), given(ReferenceFlag.ILUVATAR_RESOURCE_NAME)))
        .containsExactly(first.with(first.names().withCount(OTHER)), last);
    assertThat(
            renamed(
                new Iluvatar(),
                new ReferenceNames(
                    Map.of(
                        ReferenceFlag.ILUVATAR_RESOURCE_NAME,
                        OTHER,
                        ReferenceFlag.ILUVATAR_CORE_NAME,
                        new ResourceName("iluvatar.ai", "BI-V150.vCore")))))
        .containsExactly(first, last.with(last.names().withCount(OTHER)));
  }

  /** Each flag names one resource that is served or read without a device config. */
  @ParameterizedTest
  @EnumSource(ReferenceFlag.class)
  void everyFlagNamesItsOwnResource(ReferenceFlag flag) {
    ReferenceNames names = given(flag);
    for (ReferenceFlag other : ReferenceFlag.values()) {
      assertThat(names.of(other)).isEqualTo(other == flag ? OTHER : other.byDefault());
    }
    assertThat(
            EveryVendor.LIST.stream()
                .flatMap(vendor -> vendor.reference(names).stream())
                .map(CardFamily::onNode)
                .filter(
                    family -> family.serves().contains(OTHER) || family.reads().contains(OTHER)))
        .hasSize(1);
  }
}
