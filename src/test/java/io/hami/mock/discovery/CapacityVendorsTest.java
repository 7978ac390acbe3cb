package io.hami.mock.discovery;

import static io.hami.mock.discovery.Found.slots;
import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Measure;
import io.hami.mock.model.Reason.Kind;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vendors whose cards follow from the Node's quantities: Cambricon, Moore Threads, Neuron. */
class CapacityVendorsTest {
  private static final String VCORE = "cambricon.com/mlu.smlu.vcore";
  private static final String SGPU_CORE = "mthreads.com/sgpu-core";
  private static final String NEURON = "aws.amazon.com/neuron";

  private static CardNames cambricon(String count) {
    return CardNames.of(count, "cambricon.com/mlu.smlu.vmemory", VCORE);
  }

  private static final CardNames MTHREADS =
      CardNames.of("mthreads.com/vgpu", "mthreads.com/sgpu-memory", SGPU_CORE);
  private static final CardNames AWSNEURON = CardNames.of(NEURON, "", "aws.amazon.com/neuroncore");

  @ParameterizedTest
  @CsvSource({"1,10", "100,10", "101,20", "800,80", "1k,100", "500m,10", "-1,0", "100E,214748370"})
  void cambriconServesTenSlotsACardOf100Cores(String cores, long count) {
    Found found =
        Found.by(
            new Cambricon(), Node.empty().capacity(VCORE, cores), cambricon("cambricon.com/vmlu"));

    assertThat(found.isPresent(slots("cambricon.com/vmlu", count, count)).cards()).isEmpty();
    found.servesAndReads(
        List.of("cambricon.com/vmlu"), List.of(VCORE, "cambricon.com/mlu.smlu.vmemory"));
  }

  @ParameterizedTest
  @CsvSource({"1,100", "16,100", "17,200", "128,800"})
  void mooreThreadsServes100SlotsACardOf16Cores(String cores, long count) {
    Found found = Found.by(new MooreThreads(), Node.empty().capacity(SGPU_CORE, cores), MTHREADS);

    found.isPresent(slots("mthreads.com/vgpu", count, count));
    found.servesAndReads(
        List.of("mthreads.com/vgpu"), List.of(SGPU_CORE, "mthreads.com/sgpu-memory"));
  }

  @Test
  void aNodeWhoseCardsAreNotItsComputeIsRefusedForMooreThreadsAsByHami() {
    Node node = Node.empty().capacity(SGPU_CORE, "48");
    Found.by(new MooreThreads(), node.label("mthreads.com/sgpu.cores", "0-2-3"), MTHREADS)
        .isPresent(slots("mthreads.com/vgpu", 300, 300));
    Found.by(new MooreThreads(), node.label("mthreads.com/sgpu.cores", "0-2"), MTHREADS)
        .isAbsent(
            Kind.GATE,
            "label mthreads.com/sgpu.cores lists 2 cards of 16, but the Node has 48 of compute:"
                + " HAMi refuses it");
    for (String memory : List.of("[96, 160]", "96")) {
      assertThat(EveryVendor.good("mthreads: {memoryPerCard: " + memory + "}").warnings())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "inf1.6xlarge,4,16",
    "inf2.48xlarge,12,24",
    "trn1.32xlarge,16,32",
    "trn2.48xlarge,16,128",
    "trn2u.48xlarge,16,128",
    "trn9.48xlarge,16,32",
    "inf1,1,2",
    "'',1,2"
  })
  void theTypeOfTheInstanceSaysHowManyCoresADeviceHas(String type, String devices, long cores) {
    for (String label :
        List.of("node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type")) {
      Found.by(
              new AwsNeuron(), Node.empty().capacity(NEURON, devices).label(label, type), AWSNEURON)
          .isPresent(neuronCores(cores, cores));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "16,4,16",
    "128,16,32",
    "12,5,8",
    "0,4,8",
    "99999999999,1,8",
  })
  void coresThatAwsPluginServesBesideItsDevicesBeatTheType(
      String capacity, String devices, long cores) {
    Found.by(
            new AwsNeuron(),
            Node.empty()
                .capacity(NEURON, "4")
                .capacity("aws.amazon.com/neuroncore", capacity)
                .capacity("aws.amazon.com/neurondevice", devices)
                .label("node.kubernetes.io/instance-type", "inf2.24xlarge"),
            AWSNEURON)
        .isPresent(neuronCores(cores, cores));
  }

  private static VirtualResource neuronCores(long total, long healthy) {
    return Found.resource(
        "aws.amazon.com/neuroncore", Measure.CORES, Unit.CORE, total, healthy, Found.ONE);
  }

  /** A kubelet sets allocatable to 0 as soon as a plugin ends, and capacity minutes later. */
  @Test
  void nothingIsAllocatableAfterTheVendorsPluginHasEnded() {
    Found.by(
            new AwsNeuron(), Node.empty().capacity(NEURON, "4").allocatable(NEURON, "0"), AWSNEURON)
        .isPresent(neuronCores(8, 0));
    Found.by(
            new MooreThreads(),
            Node.empty().capacity(SGPU_CORE, "16").allocatable(SGPU_CORE, "0"),
            MTHREADS)
        .isPresent(slots("mthreads.com/vgpu", 100, 0));
  }

  @ParameterizedTest
  @CsvSource({"200,20", "150,20", "100,10"})
  void iluvatarsOlderFormServesTenSlotsACardOf100Cores(String cores, long count) {
    Found found =
        Found.by(
            new IluvatarVcuda(),
            Node.empty().capacity("iluvatar.ai/vcuda-core", cores),
            EveryVendor.names(
                EveryVendor.config(
                    "iluvatar: {resourceCountName: iluvatar.ai/vgpu, resourceMemoryName:"
                        + " iluvatar.ai/vcuda-memory, resourceCoreName: iluvatar.ai/vcuda-core}"),
                new IluvatarVcuda()));

    found.isPresent(slots("iluvatar.ai/vgpu", count, count));
    found.servesAndReads(
        List.of("iluvatar.ai/vgpu"), List.of("iluvatar.ai/vcuda-core", "iluvatar.ai/vcuda-memory"));
  }

  @ParameterizedTest
  @CsvSource({"2,12,12,200", "2,,2,200", "1,6,6,100"})
  void enflamesOlderFormServesSharesAndTheirPercentages(
      String cards, String slices, long shares, long percent) {
    Node node = Node.empty().capacity("enflame.com/gcu-count", cards);
    Found found =
        Found.by(
            new Enflame(),
            slices == null ? node : node.capacity("enflame.com/shared-gcu", slices),
            ENFLAME_SHARED);

    found.family("Enflame shared").isPresent(slots("enflame.com/vgcu", shares, shares));
    found
        .family("Enflame shared percentage")
        .isPresent(
            Found.resource(
                "enflame.com/vgcu-percentage",
                Measure.PERCENTAGE,
                Unit.PERCENT,
                percent,
                percent,
                Found.ONE));
  }

  @Test
  void enflamesDrsAnnotationBeatsItsOlderForm() {
    Found.by(
            new Enflame(),
            Node.empty()
                .capacity("enflame.com/gcu-count", "1")
                .annotation(
                    "enflame.com/gcu-drs-capacity",
                    "{\"devices\":[{\"index\":\"0\",\"capacity\":6}],\"profiles\":{\"6g.40gb\":\"0\"}}"),
            ENFLAME_SHARED)
        .isPresent(
            slots("enflame.com/vgcu", 6, 6),
            Found.mebibytes("enflame.com/gcu-memory", 40960, 40960),
            Found.percents("enflame.com/gcu-core", 100, 100));
  }

  private static final Enflame.Names ENFLAME_SHARED =
      EveryVendor.names(
          EveryVendor.config(
              "enflame: {resourceNameGCU: enflame.com/gcu, resourceNameVGCU: enflame.com/vgcu,"
                  + " resourceNameVGCUPercentage: enflame.com/vgcu-percentage}"),
          new Enflame());

  @ParameterizedTest
  @CsvSource({"1,2", "16,32"})
  void neuronServesTwoCoresADevice(String devices, long cores) {
    Found found = Found.by(new AwsNeuron(), Node.empty().capacity(NEURON, devices), AWSNEURON);

    found.isPresent(
        Found.resource(
            "aws.amazon.com/neuroncore", Measure.CORES, Unit.CORE, cores, cores, Found.ONE));
    found.servesAndReads(List.of("aws.amazon.com/neuroncore"), List.of(NEURON));
  }

  @Test
  void aZeroOrMissingQuantityMeansAbsent() {
    record Case(Vendor<CardNames> vendor, CardNames form, String gate) {}
    for (Case c :
        List.of(
            new Case(new Cambricon(), cambricon("cambricon.com/vmlu"), VCORE),
            new Case(new MooreThreads(), MTHREADS, SGPU_CORE),
            new Case(new AwsNeuron(), AWSNEURON, NEURON))) {
      Found.by(c.vendor(), Node.empty(), c.form())
          .isAbsent(
              Kind.GATE,
              "capacity has no "
                  + c.gate()
                  + ": the vendor's own device plugin is not running here");
      Found.by(c.vendor(), Node.empty().capacity(c.gate(), "0"), c.form())
          .isAbsent(
              Kind.GATE,
              "capacity " + c.gate() + " is 0: the vendor's own device plugin offers no card");
    }
  }

  @Test
  void aNameThatIsReadIsNeverServed() {
    for (String name : List.of(VCORE, "cambricon.com/mlu.smlu.vmemory")) {
      Found.by(new Cambricon(), Node.empty().capacity(VCORE, "100"), cambricon(name)).isPresent();
    }
  }

  @Test
  void aMissingCoreNameMeansAbsent() {
    CardNames form = CardNames.of("mthreads.com/vgpu", "", "");
    Found.by(new MooreThreads(), Node.empty().capacity(SGPU_CORE, "16"), form)
        .isAbsent(
            Kind.GATE,
            "the device config has no mthreads.resourceCoreName, which names the vendor's own"
                + " resource");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "8,80", "1k,10000"})
  void theReferenceServesTenSlotsARealCard(String cards, long count) {
    Found found =
        Found.byReference(
            new Cambricon(), Node.empty().allocatable("cambricon.com/real-mlu-counts", cards));

    found.isPresent(slots("cambricon.com/vmlu", count, count));
    found.servesAndReads(List.of("cambricon.com/vmlu"), List.of("cambricon.com/real-mlu-counts"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1500m", "-1"})
  void item66TheReferenceTakesWholeNumbersOnly(String cards) {
    Found.byReference(
            new Cambricon(), Node.empty().allocatable("cambricon.com/real-mlu-counts", cards))
        .isAbsent(
            Kind.GATE,
            "allocatable cambricon.com/real-mlu-counts is "
                + cards
                + ", not a whole number of at least 0");
  }

  @Test
  void withoutAConfigNothingIsDiscovered() {
    Node node = Node.empty().capacity(VCORE, "100").capacity(SGPU_CORE, "16").capacity(NEURON, "1");
    for (Vendor<?> vendor : List.of(new Cambricon(), new MooreThreads(), new AwsNeuron())) {
      Found.unconfigured(vendor, node).isNothing();
    }
    Found.by(new Cambricon(), node, cambricon("")).isNothing();
    Found.byReference(new MooreThreads(), node).isNothing();
    Found.byReference(new AwsNeuron(), node).isNothing();
  }
}
