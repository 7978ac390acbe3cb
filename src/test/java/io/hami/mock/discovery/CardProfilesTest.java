package io.hami.mock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardProfilesTest {
  /** Figures of docs/vendors.md 6. */
  @ParameterizedTest
  @CsvSource({
    "nvidia-p4, 7680, 100, 10",
    "nvidia-k80, 11441, 100, 10",
    "nvidia-t4, 15360, 100, 10",
    "nvidia-v100-32gb, 32768, 100, 10",
    "nvidia-gtx-1050, 4096, 100, 10",
    "nvidia-rtx-3090, 24576, 100, 10",
    "nvidia-a10, 23028, 100, 10",
    "nvidia-a100-40gb, 40960, 100, 10",
    "nvidia-a100-80gb, 81920, 100, 10",
    "nvidia-l40s, 49140, 100, 10",
    "nvidia-h100-80gb, 81920, 100, 10",
    "nvidia-h200, 144384, 100, 10",
    "nvidia-b200, 196608, 100, 10",
    "nvidia-gb200, 196608, 100, 10",
    "nvidia-gb300, 294912, 100, 10",
    "nvidia-rtx-pro-6000, 97887, 100, 10",
    "nvidia-gb10, 131072, 100, 10",
    "ascend-910a, 32768, 30, 15",
    "ascend-910b2, 65536, 24, 8",
    "ascend-910b3, 65536, 20, 4",
    "ascend-910b4, 32768, 20, 4",
    "ascend-910b4-1, 65536, 20, 4",
    "ascend-310p, 21527, 8, 7",
    "ascend-910c, 65536, 20, 4",
    "hygon-k100-ai, 65520, 100, 4",
    "hygon-z100l, 16384, 100, 4",
    "kunlun-p800, 98304, 100, 4",
    "amd-mi300x-vf, 196288, 304, 10",
    "metax-mxc500, 65536, 100, 16",
    "mthreads-s4000, 49152, 16, 100",
    "cambricon-mlu370-x4, 23308, 100, 10",
    "biren, 65024, 100, 1"
  })
  void eachModelHasItsRecordedFigures(String name, int memory, int cores, int slots) {
    CardProfile profile = EveryVendor.profile(name);
    assertThat(profile.memoryMiB()).isEqualTo(memory);
    assertThat(profile.cores()).isEqualTo(cores);
    assertThat(profile.slots()).isEqualTo(slots);
  }

  @Test
  void namesAreUniqueAndEasyToType() {
    assertThat(EveryVendor.PROFILES.names())
        .doesNotHaveDuplicates()
        .allMatch(n -> n.matches("[a-z0-9-]+"));
    assertThat(EveryVendor.PROFILES.named("NVIDIA-T4")).isEmpty();
  }

  @Test
  void aVendorDeclaresModelsOfItsOwnFamiliesOnly() {
    for (Vendor<?> vendor : EveryVendor.LIST) {
      assertThat(vendor.profiles())
          .isNotEmpty()
          .allMatch(profile -> profile.vendor().equals(vendor.name()))
          .extracting(CardProfile::family)
          .isSubsetOf(familiesOfTheChart(vendor));
    }
  }

  private static <T> List<String> familiesOfTheChart(Vendor<T> vendor) {
    return vendor.families(vendor.section().chart(), Node.empty().facts(), Hami.DEFAULTS).stream()
        .map(CardFamily::name)
        .toList();
  }
}
