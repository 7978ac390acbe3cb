package io.hami.mock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CardProfilesTest {
  private static final Path PAGE = Path.of("docs/profiles.md");

  /** A row of a table of models: its first cell is a model's name, and its last one the source. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+)` \\|((?: [^|]+ \\|){4}) (.*) \\|$");

  @Test
  void thePageHasEachModelWithTheSameFigures() throws IOException {
    assertThat(rows().map(row -> row.group(1) + " |" + row.group(2)))
        .containsExactlyInAnyOrderElementsOf(
            EveryVendor.PROFILES.all().stream().map(CardProfilesTest::cells).toList());
  }

  @Test
  void eachFigureHasItsSource() throws IOException {
    assertThat(rows().map(row -> row.group(3))).isNotEmpty().noneMatch(String::isBlank);
  }

  private static Stream<MatchResult> rows() throws IOException {
    return ROW.matcher(Files.readString(PAGE)).results();
  }

  private static String cells(CardProfile profile) {
    return "%s | %d | %d | %d | %s |"
        .formatted(
            profile.name(), profile.memoryMiB(), profile.cores(), profile.slots(), profile.type());
  }

  @Test
  void namesAreUniqueAndEasyToType() {
    assertThat(EveryVendor.PROFILES.names())
        .doesNotHaveDuplicates()
        .allMatch(n -> n.matches("[a-z0-9-]+"));
    assertThat(EveryVendor.PROFILES.named("NVIDIA-T4")).isEmpty();
  }

  /** Configs of users have these names. */
  @Test
  void namesOfEarlierVersionsStayValid() {
    assertThat(EveryVendor.PROFILES.names())
        .contains(
            "amd-mi300x-vf",
            "ascend-310p",
            "ascend-910a",
            "ascend-910b2",
            "ascend-910b3",
            "ascend-910b4",
            "ascend-910b4-1",
            "ascend-910c",
            "aws-neuron",
            "biren",
            "cambricon-mlu370-x4",
            "enflame-s60",
            "enflame-s60-whole",
            "hygon-k100-ai",
            "hygon-z100l",
            "iluvatar-mr-v100",
            "kunlun-p800",
            "kunlun-p800-whole",
            "metax-mxc500",
            "metax-mxc500-whole",
            "mthreads-s4000",
            "nvidia-a10",
            "nvidia-a100-40gb",
            "nvidia-a100-80gb",
            "nvidia-b200",
            "nvidia-gb10",
            "nvidia-gb200",
            "nvidia-gb300",
            "nvidia-gtx-1050",
            "nvidia-h100-80gb",
            "nvidia-h200",
            "nvidia-k80",
            "nvidia-l40s",
            "nvidia-p4",
            "nvidia-rtx-3090",
            "nvidia-rtx-pro-6000",
            "nvidia-t4",
            "nvidia-v100-32gb",
            "vastai-va");
  }

  @Test
  void aVendorDeclaresModelsOfItsOwnFamiliesOnly() {
    assertThat(EveryVendor.PROFILES.all())
        .extracting(CardProfile::vendor)
        .as("an older form of a vendor has no models of its own")
        .containsAll(EveryVendor.VENDORS.names());
    for (Vendor<?> vendor : EveryVendor.LIST) {
      assertThat(vendor.profiles())
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
