package io.hami.mock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.fault.Ailments;
import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cards that only their vendor's library reports. */
class InspectionTest {
  private static final Vendors VENDORS =
      new Vendors(List.of(new Amd(), new Ascend(), new Hygon(), new Iluvatar(), new Nvidia()));

  private static List<Discovery> discover(
      Map<String, String> annotations, Map<String, Inspection> hardware) {
    NodeFacts node = new NodeFacts("n", annotations, Map.of(), Map.of(), Map.of());
    return VENDORS.discover(
        new Evidence(
            node,
            new Configuration(DeviceConfig.ABSENT, PluginConfig.DEFAULTS),
            hardware,
            Holders.NOBODY,
            Ailments.NONE));
  }

  private static Inspection found(String type, int cores) {
    return new Inspection.Found(
        "the library",
        List.of(
            new Card("a", 0, 1, 32768, cores, type, 0, "", true),
            new Card("b", 1, 1, 32768, cores, type, 0, "", false)));
  }

  private static Stream<Present> present(List<Discovery> discoveries) {
    return discoveries.stream().filter(Present.class::isInstance).map(Present.class::cast);
  }

  @ParameterizedTest
  @CsvSource({
    "NVIDIA, NVIDIA H200, 100, nvidia.com/gpumem, 65536, 32768",
    "Ascend, Ascend910B3, 20, huawei.com/Ascend910B3-memory, 65536, 32768",
    "Ascend, Ascend310P3, 8, huawei.com/Ascend310P-memory, 65536, 32768",
    "Hygon, DCU-K100_AI, 100, hygon.com/dcumem, 65536, 32768",
    "AMD, AMD Instinct MI300X, 100, amd.com/gpumem, 65536, 32768",
    "Iluvatar, MR-V100, 100, iluvatar.ai/MR-V100.vMem, 256, 128"
  })
  void foundCardsGiveEveryUnservedResourceButTheCount(
      String vendor, String type, int cores, String name, long total, long healthy) {
    Present cards =
        present(discover(Map.of(), Map.of(vendor, found(type, cores)))).findFirst().orElseThrow();
    assertThat(cards.origin()).isEqualTo(new Origin.OfHardware("the library"));
    assertThat(cards.resources())
        .filteredOn(resource -> resource.name().equals(ResourceName.parse(name)))
        .singleElement()
        .satisfies(
            resource -> {
              assertThat(resource.quantity().total()).isEqualTo(total);
              assertThat(resource.quantity().healthy()).isEqualTo(healthy);
            });
    assertThat(cards.family().serves())
        .noneMatch(served -> cards.family().reads().contains(served));
  }

  @Test
  void anAnnotationIsPreferredToTheHardware() {
    Map<String, String> annotations =
        Map.of("hami.io/node-nvidia-register", "GPU-1,10,1000,100,NVIDIA-X,0,true:");
    assertThat(present(discover(annotations, Map.of("NVIDIA", found("NVIDIA H200", 100)))))
        .singleElement()
        .extracting(Present::origin)
        .isEqualTo(Origin.NODE);
  }

  @Test
  void aLibraryThatDoesNotAnswerIsPartOfTheReason() {
    Inspection none = new Inspection.Absent(new Reason(Reason.Kind.NO_HARDWARE, "no driver"));
    assertThat(discover(Map.of(), Map.of("NVIDIA", none)))
        .filteredOn(discovery -> discovery.family().vendor().equals("NVIDIA"))
        .singleElement()
        .satisfies(
            discovery ->
                assertThat(((Absent) discovery).why().text()).endsWith("; no hardware: no driver"));
  }

  @Test
  void aLibraryThatFindsNoCardsCountsAsNoLibrary() {
    assertThat(present(discover(Map.of(), Map.of("AMD", new Inspection.Found("rsmi", List.of())))))
        .isEmpty();
  }
}
