package io.hami.mock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Owned;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.fault.Ailments;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Origin.OfInventory;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.VirtualResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Made-up cards of every vendor: their quantities, and what the plugin writes for HAMi. */
class SimulationTest {
  private static final Vendors VENDORS = EveryVendor.VENDORS;
  private static final NodeFacts BARE =
      new NodeFacts("n1", Map.of(), Map.of(), Map.of("cpu", "2"), Map.of());

  private static PluginConfig config(String yaml) {
    return ((Parsed.Good<PluginConfig>) VENDORS.readPluginConfig(yaml)).value();
  }

  private static List<Discovery> discover(NodeFacts node, DeviceConfig form, String yaml) {
    return VENDORS.discover(Evidence.of(node, new Configuration(form, config(yaml))));
  }

  private static Stream<Present> madeUp(List<Discovery> discoveries) {
    return discoveries.stream()
        .filter(Present.class::isInstance)
        .map(Present.class::cast)
        .filter(present -> present.origin() instanceof OfInventory);
  }

  private static Map<String, Long> quantities(Stream<Present> presents) {
    Map<String, Long> all = new TreeMap<>();
    presents
        .flatMap(present -> present.resources().stream())
        .forEach(resource -> all.put(resource.name().toString(), resource.quantity().total()));
    return all;
  }

  private static String inventory(String cards) {
    return "inventory: [{cards: [" + cards + "]}]";
  }

  /** A device config like that of HAMi's chart. */
  private static DeviceConfig chart() {
    DeviceConfig config = DeviceConfig.EMPTY;
    for (Vendor<?> vendor : EveryVendor.LIST) {
      config = withChart(config, vendor.section());
    }
    return config;
  }

  private static <T> DeviceConfig withChart(DeviceConfig config, DeviceSection<T> section) {
    return config.with(section, section.chart());
  }

  private static Contract contract(Present present) {
    return ((OfInventory) present.origin()).contract();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nvidia-a100-80gb    | 2 | nvidia.com/gpu=20 nvidia.com/gpucores=200 nvidia.com/gpumem=163840 nvidia.com/gpumem-percentage=200
          nvidia-h100-80gb    | 2 | nvidia.com/gpu=20 nvidia.com/gpucores=200 nvidia.com/gpumem=163118 nvidia.com/gpumem-percentage=200
          ascend-910b3        | 2 | huawei.com/Ascend910B3=8 huawei.com/Ascend910B3-memory=131072
          hygon-k100-ai       | 2 | hygon.com/dcucores=200 hygon.com/dcumem=131040 hygon.com/dcunum=8
          amd-mi300x-vf       | 2 | amd.com/gpu=20 amd.com/gpucores=200 amd.com/gpumem=392576
          iluvatar-mr-v100    | 2 | iluvatar.ai/MR-V100-vgpu=20 iluvatar.ai/MR-V100.vCore=200 iluvatar.ai/MR-V100.vMem=256
          kunlun-p800         | 2 | kunlunxin.com/vxpu=8 kunlunxin.com/vxpu-memory=196608
          kunlun-p800-whole   | 2 | kunlunxin.com/xpu=2
          metax-mxc500        | 2 | metax-tech.com/sgpu=32 metax-tech.com/vcore=200 metax-tech.com/vmemory=128
          metax-mxc500-whole  | 2 | metax-tech.com/gpu=2
          enflame-s60         | 2 | enflame.com/drs-gcu=12 enflame.com/gcu-core=200 enflame.com/gcu-memory=81920
          enflame-s60-whole   | 2 | enflame.com/gcu=2
          cambricon-mlu370-x4 | 2 | cambricon.com/mlu.smlu.vcore=200 cambricon.com/mlu.smlu.vmemory=182 cambricon.com/vmlu=20
          mthreads-s4000      | 2 | mthreads.com/sgpu-core=32 mthreads.com/sgpu-memory=192 mthreads.com/vgpu=200
          aws-neuron          | 2 | aws.amazon.com/neuron=2 aws.amazon.com/neuroncore=4
          aws-trn2            | 2 | aws.amazon.com/neuron=2 aws.amazon.com/neuroncore=16
          vastai-va           | 2 | vastaitech.com/va=2
          biren               | 2 | birentech.com/gpu=2
          """)
  void aBareNodeGetsTheVendorsResourcesAndThisPlugins(String profile, int count, String expected) {
    Map<String, Long> wanted = new TreeMap<>();
    for (String pair : expected.split(" ", -1)) {
      int equals = pair.indexOf('=');
      wanted.put(pair.substring(0, equals), Long.valueOf(pair.substring(equals + 1)));
    }
    String yaml = inventory("{profile: %s, count: %d}".formatted(profile, count));
    assertThat(quantities(madeUp(discover(BARE, DeviceConfig.ABSENT, yaml)))).isEqualTo(wanted);
    assertThat(quantities(madeUp(discover(BARE, DeviceConfig.EMPTY, yaml)))).isEqualTo(wanted);
  }

  static Stream<CardProfile> profiles() {
    return EveryVendor.PROFILES.all().stream();
  }

  /**
   * The annotations written to a Node read as the same cards with the same quantities on another
   * Node.
   */
  @ParameterizedTest
  @MethodSource("profiles")
  void writtenAnnotationsAreReadBackAsTheSameCards(CardProfile profile) {
    DeviceConfig names = chart();
    List<Discovery> made =
        discover(
            BARE, names, inventory("{profile: %s, count: 3, numa: 1}".formatted(profile.name())));
    Present present = madeUp(made).findFirst().orElseThrow();
    Map<String, String> capacity = new HashMap<>();
    present
        .resources()
        .forEach(
            resource ->
                capacity.put(
                    resource.name().toString(), Long.toString(resource.quantity().total())));
    NodeFacts told =
        new NodeFacts("n1", contract(present).annotations(), Map.of(), capacity, capacity);
    Optional<Discovery> read =
        VENDORS
            .discover(Evidence.of(told, new Configuration(names, PluginConfig.DEFAULTS)))
            .stream()
            .filter(other -> other.family().toString().equals(present.family().toString()))
            .findFirst();
    if (contract(present).annotations().isEmpty()) {
      return;
    }
    assertThat(read).hasValueSatisfying(found -> assertThat(found).isInstanceOf(Present.class));
    Present found = (Present) read.orElseThrow();
    assertThat(found.cards()).hasSize(3);
    for (VirtualResource resource : found.resources()) {
      assertThat(quantity(present, resource.name())).hasValue(resource.quantity());
    }
  }

  private static Optional<Quantity> quantity(Present present, ResourceName name) {
    return present.resources().stream()
        .filter(resource -> resource.name().equals(name))
        .findFirst()
        .map(VirtualResource::quantity);
  }

  @Test
  void nvidiasCardsAreSplitAndScaledAsTheDeviceConfigSays() {
    DeviceConfig form =
        EveryVendor.config(
            """
            nvidia:
              resourceCountName: nvidia.com/gpu
              resourceMemoryName: nvidia.com/gpumem
              resourceCoreName: nvidia.com/gpucores
              deviceSplitCount: 4
              deviceMemoryScaling: 1.1
              deviceCoreScaling: 1.5
            """);
    List<Discovery> made =
        discover(
            BARE,
            form,
            inventory(
                "{profile: nvidia-a10, memory: 24564, count: 2}, {profile: nvidia-a100-40gb, mode:"
                    + " mig, slots: 7}"));
    assertThat(quantities(madeUp(made)))
        .isEqualTo(
            Map.of(
                "nvidia.com/gpu", 2L * 4 + 7,
                "nvidia.com/gpumem", 2L * 27020 + 40960,
                "nvidia.com/gpucores", 2L * 150 + 100));
  }

  @Test
  void ascendsCoresAreThereInSoftModeWhoeverSwitchesItOn() {
    String cards = inventory("{profile: ascend-910b3, count: 2}");
    DeviceConfig chart = chart();
    String cores = "huawei.com/Ascend910B3-core";
    Present hard = madeUp(discover(BARE, chart, cards)).findFirst().orElseThrow();
    assertThat(hard.withheld().keySet()).extracting(ResourceName::toString).containsExactly(cores);
    assertThat(contract(hard).annotations()).containsEntry("hami-vnpu-core", "false");
    NodeFacts switched =
        new NodeFacts("n1", Map.of("hami-vnpu-core", "true"), Map.of(), Map.of(), Map.of());
    Present soft = madeUp(discover(switched, chart, cards)).findFirst().orElseThrow();
    assertThat(quantities(Stream.of(soft))).containsEntry(cores, 200L);
    assertThat(contract(soft).annotations()).doesNotContainKey("hami-vnpu-core");
    NodeFacts ours =
        new NodeFacts(
            "n1",
            Map.of(
                "hami-vnpu-core",
                "true",
                Owned.KEY,
                new Owned(Set.of("hami-vnpu-core"), Set.of()).toString()),
            Map.of(),
            Map.of(),
            Map.of());
    Present followed = madeUp(discover(ours, chart, cards)).findFirst().orElseThrow();
    assertThat(contract(followed).annotations()).containsEntry("hami-vnpu-core", "false");
  }

  /** HAMi's scheduler asks the Node for its mode, so the annotations say what the card says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          template  | hami-core | hami-vnpu-core=false                   | 4  | 20
          hami-core | template  | hami-vnpu-core=true                    | 10 | 150
          enpu      | template  | hami-vnpu-core=false hami.io/enpu=true | 4  | 150
          """)
  void aModeOfAnAscendCardIsHonoured(
      String mode, String configured, String annotations, int slots, int cores) {
    DeviceConfig form =
        EveryVendor.config(
            "vnpus: {hamiVnpuMode: %s, deviceCoreScaling: 1.5, vnpuDeviceSplitCount: 10}"
                .formatted(configured));
    Present made =
        madeUp(discover(BARE, form, inventory("{profile: ascend-910b3, mode: %s}".formatted(mode))))
            .findFirst()
            .orElseThrow();
    Map<String, String> written = new TreeMap<>(contract(made).annotations());
    written.remove("hami.io/node-register-Ascend910B3");
    assertThat(written.toString()).isEqualTo("{" + annotations.replace(" ", ", ") + "}");
    assertThat(made.cards().getFirst().slots()).isEqualTo(slots);
    assertThat(made.cards().getFirst().cores()).isEqualTo(cores);
    assertThat(quantities(Stream.of(made)).containsKey("huawei.com/Ascend910B3-core"))
        .isEqualTo(!mode.equals("template"));
  }

  @Test
  void aMigCardHasItsProfilesAndASlotForEachSmallestInstance() {
    DeviceConfig form =
        EveryVendor.config(
            """
            nvidia:
              resourceCountName: nvidia.com/gpu
              resourceMemoryName: nvidia.com/gpumem
              migProfileAllowlist:
              - {models: [A100-SXM4-80GB], profiles: [1g.10gb, 7g.79gb]}
            """);
    Present made =
        madeUp(
                discover(
                    BARE,
                    form,
                    inventory("{profile: nvidia-a100-80gb, mode: mig}, {profile: nvidia-t4}")))
            .findFirst()
            .orElseThrow();
    String first = made.cards().getFirst().id();
    String second = made.cards().getLast().id();
    assertThat(contract(made).annotations().get("hami.io/node-nvidia-register"))
        .isEqualTo(
            ("[{\"id\":\"%s\",\"count\":7,\"devmem\":81920,\"devcore\":100,"
                    + "\"type\":\"NVIDIA A100-SXM4-80GB\",\"mode\":\"mig\",\"health\":true,"
                    + "\"migProfiles\":[{\"name\":\"1g.10gb\",\"memoryMB\":10240,\"core\":15,"
                    + "\"sliceCount\":1,\"placements\":[{\"start\":0,\"size\":1},"
                    + "{\"start\":1,\"size\":1},{\"start\":2,\"size\":1},"
                    + "{\"start\":3,\"size\":1},{\"start\":4,\"size\":1},"
                    + "{\"start\":5,\"size\":1},{\"start\":6,\"size\":1}]},"
                    + "{\"name\":\"7g.79gb\",\"memoryMB\":80896,\"core\":100,"
                    + "\"sliceCount\":7,\"placements\":[{\"start\":0,\"size\":8}]}]},"
                    + "{\"id\":\"%s\",\"index\":1,\"count\":10,\"devmem\":15360,"
                    + "\"devcore\":100,\"type\":\"NVIDIA-Tesla T4\",\"mode\":\"hami-core\","
                    + "\"health\":true}]")
                .formatted(first, second));
  }

  /** HAMi calls Hygon's cards HCU since #2969; the names that are configured say which. */
  @Test
  void hygonsCardsAreMadeOfTheGenerationThatTheNamesBelongTo() {
    DeviceConfig form =
        EveryVendor.config(
            "hygon: {resourceCountName: hygon.com/hcunum, resourceMemoryName: hygon.com/hcumem}");
    Present made =
        madeUp(discover(BARE, form, inventory("{profile: hygon-k100-ai}")))
            .findFirst()
            .orElseThrow();
    assertThat(contract(made).annotations().get("hami.io/node-hcu-register"))
        .matches("HCU-[0-9a-f]{16},4,65520,100,HCU-K100_AI,0,true,0,hami:");
    assertThat(contract(made).handshake().orElseThrow().key())
        .isEqualTo("hami.io/node-handshake-hcu");
    assertThat(contract(made).binding().orElseThrow().toAllocate())
        .isEqualTo("hami.io/hcu-devices-to-allocate");
  }

  /** HAMi reads the cordon itself, so the card stays healthy in the register annotation. */
  @Test
  void aCordonedCardIsMadeUpAndNotAllocatable() {
    Present made =
        madeUp(discover(BARE, DeviceConfig.ABSENT, inventory("{profile: nvidia-t4, count: 2}")))
            .findFirst()
            .orElseThrow();
    NodeFacts cordoned =
        new NodeFacts(
            "n1",
            Map.of("hami.io/device-cordon", made.cards().getLast().id()),
            Map.of(),
            Map.of(),
            Map.of());
    Present now =
        madeUp(discover(cordoned, DeviceConfig.ABSENT, inventory("{profile: nvidia-t4, count: 2}")))
            .findFirst()
            .orElseThrow();
    assertThat(quantity(now, COUNT)).hasValue(new Quantity(20, 10));
    assertThat(contract(now)).isEqualTo(contract(made));
  }

  @Test
  void anUnhealthyCardIsInCapacityOnly() {
    Present present =
        madeUp(
                discover(
                    BARE,
                    DeviceConfig.ABSENT,
                    inventory("{profile: nvidia-t4}, {profile: nvidia-t4, healthy: false}")))
            .findFirst()
            .orElseThrow();
    assertThat(quantity(present, ResourceName.parse("nvidia.com/gpu")))
        .hasValue(new Quantity(20, 10));
  }

  @Test
  void scoresAreWrittenWhenTheConfigAsksForThem() {
    String cards = inventory("{profile: nvidia-t4, count: 2}");
    assertThat(
            contract(madeUp(discover(BARE, DeviceConfig.ABSENT, cards)).findFirst().orElseThrow())
                .annotations())
        .containsOnlyKeys("hami.io/node-nvidia-register");
    assertThat(
            contract(
                    madeUp(discover(BARE, DeviceConfig.ABSENT, cards + "\nhami: {scores: true}"))
                        .findFirst()
                        .orElseThrow())
                .annotations())
        .containsOnlyKeys("hami.io/node-nvidia-register", "hami.io/node-nvidia-score");
  }

  private static final ResourceName COUNT = ResourceName.parse("nvidia.com/gpu");

  private static Absent refused(NodeFacts node, String cards) {
    List<Discovery> discoveries = discover(node, DeviceConfig.ABSENT, inventory(cards));
    assertThat(madeUp(discoveries)).isEmpty();
    return refusal(discoveries);
  }

  private static Absent refusal(List<Discovery> discoveries) {
    return discoveries.stream()
        .filter(Absent.class::isInstance)
        .map(Absent.class::cast)
        .filter(absent -> absent.why().text().contains("are not made up"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void cardsAreNotMadeUpWhereAnotherPluginServesTheirCount() {
    Evidence evidence =
        new Evidence(
            BARE,
            new Configuration(DeviceConfig.ABSENT, config(inventory("{profile: nvidia-t4}"))),
            Map.of(),
            name ->
                Optional.of(new Reason(Reason.Kind.CONTENDED, "another plugin serves " + name))
                    .filter(_ -> name.equals(COUNT)),
            Ailments.NONE);
    List<Discovery> discoveries = VENDORS.discover(evidence);
    assertThat(madeUp(discoveries)).isEmpty();
    assertThat(refusal(discoveries).why().text())
        .startsWith(
            "the NVIDIA cards of inventory[0] (1 x nvidia-t4) are not made up: another plugin"
                + " serves nvidia.com/gpu; ");
  }

  @Test
  void cardsAreNotMadeUpWhereSomebodyElseHasDescribedCards() {
    NodeFacts described =
        new NodeFacts(
            "n1",
            Map.of("hami.io/node-dcu-register", "DCU-1,4,65520,100,DCU-K100_AI,0,true,0,hami:"),
            Map.of(),
            Map.of(),
            Map.of());
    assertThat(refused(described, "{profile: hygon-k100-ai}").why().text())
        .contains(
            "the annotation hami.io/node-dcu-register exists and this plugin did not write it");
    Present made =
        madeUp(discover(BARE, DeviceConfig.ABSENT, inventory("{profile: hygon-k100-ai}")))
            .findFirst()
            .orElseThrow();
    NodeFacts same =
        new NodeFacts("n1", contract(made).annotations(), Map.of(), Map.of(), Map.of());
    assertThat(madeUp(discover(same, DeviceConfig.ABSENT, inventory("{profile: hygon-k100-ai}"))))
        .as("what is as this plugin would have written it")
        .hasSize(1);
  }

  @Test
  void anAnnotationOfThisPluginDoesNotPreventMadeUpCards() {
    Present made =
        madeUp(discover(BARE, DeviceConfig.ABSENT, inventory("{profile: nvidia-t4}")))
            .findFirst()
            .orElseThrow();
    Map<String, String> annotations = new HashMap<>(contract(made).annotations());
    annotations.put(
        Owned.KEY,
        new Owned(annotations.keySet(), Set.of(ResourceName.parse("nvidia.com/gpu"))).toString());
    NodeFacts left =
        new NodeFacts("n1", annotations, Map.of(), Map.of("nvidia.com/gpu", "10"), Map.of());
    assertThat(discover(left, DeviceConfig.ABSENT, "")).noneMatch(Present.class::isInstance);
  }

  @Test
  void cardsOfAnotherVendorDoNotPreventMadeUpCards() {
    NodeFacts real =
        new NodeFacts(
            "n1",
            Map.of("hami.io/node-nvidia-register", "GPU-1,10,32768,100,NVIDIA-Tesla V100,0,true:"),
            Map.of(),
            Map.of("nvidia.com/gpu", "10"),
            Map.of());
    List<Discovery> discoveries =
        discover(real, DeviceConfig.ABSENT, inventory("{profile: hygon-z100l}"));
    assertThat(discoveries)
        .filteredOn(Present.class::isInstance)
        .extracting(present -> ((Present) present).origin() instanceof Origin.OfNode)
        .containsExactlyInAnyOrder(true, false);
  }
}
