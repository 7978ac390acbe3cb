package io.hami.mock.discovery;

import static io.hami.mock.discovery.Found.percents;
import static io.hami.mock.discovery.Found.slots;

import io.hami.mock.model.Measure;
import io.hami.mock.model.Reason.Kind;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vendors whose cards are described in colon-and-comma text: Hygon and Iluvatar. */
class TextVendorsTest {
  private static final String DCUS =
      "DCU-1,4,65520,100,DCU-K100_AI,0,true,0,hami:DCU-2,4,65520,100,DCU-K100_AI,1,false,1,hami:";
  private static final String CHIPS =
      "GPU-1,10,8292,100,MR-V100,0,true:GPU-2,10,8292,100,MR-V100,0,false:";

  @Test
  void hygonServesMemoryAndCores() {
    CardNames form = Node.names("hygon.com/dcunum", "hygon.com/dcumem", "hygon.com/dcucores", 2);
    Node node =
        Node.empty()
            .capacity("hygon.com/dcunum", "8")
            .annotation("hami.io/node-dcu-register", DCUS);
    Found found = Found.by(new Hygon(), node, form);

    found.isPresent(
        Found.resource(
            "hygon.com/dcumem", Measure.MEMORY, Unit.MEBIBYTE, 131040, 65520, Found.configured(2)),
        percents("hygon.com/dcucores", 200, 100));
    found.servesAndReads(
        List.of("hygon.com/dcumem", "hygon.com/dcucores"), List.of("hygon.com/dcunum"));
  }

  @Test
  void hygonNeedsACountAndAReadableAnnotation() {
    CardNames form = Node.names("hygon.com/dcunum", "hygon.com/dcumem", "hygon.com/dcucores", 1);
    Node node = Node.empty().capacity("hygon.com/dcunum", "8");
    String register = "hami.io/node-dcu-register";

    Found.by(new Hygon(), Node.empty().annotation(register, DCUS), form)
        .isAbsent(
            Kind.GATE,
            "capacity has no hygon.com/dcunum: the vendor's own device plugin is not running here");
    Found.by(new Hygon(), node, form).isAbsentForWantOf(register);
    Found.by(new Hygon(), node.annotation(register, ":"), form)
        .isAbsent(Kind.NO_ANNOTATION, "annotation hami.io/node-dcu-register lists no card");
    Found.by(new Hygon(), node.annotation(register, "test-0,1,1024,100,DCU:"), form)
        .isUnreadable(
            "annotation hami.io/node-dcu-register: card 1: expected 7 or 9 fields separated by"
                + " ',', found 5 fields at position 0");
  }

  private static final CardNames HCU =
      Node.names("hygon.com/hcunum", "hygon.com/hcumem", "hygon.com/hcucores", 1);
  private static final CardNames DCU =
      Node.names("hygon.com/dcunum", "hygon.com/dcumem", "hygon.com/dcucores", 1);

  /** HAMi #2969: other names for the same cards. */
  @Test
  void hygonsCardsAreReadWhicheverGenerationHasDescribedThem() {
    for (CardNames form : List.of(DCU, HCU)) {
      String count = form.count().orElseThrow().toString();
      Node node = Node.empty().capacity(count, "8");
      for (String word : List.of("dcu", "hcu")) {
        Found.by(new Hygon(), node.annotation("hami.io/node-" + word + "-register", DCUS), form)
            .isPresent(
                Found.mebibytes(form.memory().orElseThrow().toString(), 131040, 65520),
                percents(form.cores().orElseThrow().toString(), 200, 100));
      }
      Node both =
          node.annotation("hami.io/node-dcu-register", DCUS)
              .annotation("hami.io/node-hcu-register", DCUS);
      Found.by(
              new Hygon(),
              both.annotation("hami.io/node-" + count.substring(10, 13) + "-register", "x"),
              form)
          .isUnreadable(
              "annotation hami.io/node-%s-register: expected cards that end with ':', found \"x\" at position 0"
                  .formatted(count.substring(10, 13)));
    }
  }

  @Test
  void hygonsNodeOfTheOtherGenerationIsTold() {
    Node node =
        Node.empty()
            .capacity("hygon.com/hcunum", "8")
            .annotation("hami.io/node-hcu-register", DCUS);
    Found.by(new Hygon(), node, DCU)
        .isAbsent(
            Kind.GATE,
            "capacity has no hygon.com/dcunum: the vendor's own device plugin is not running here;"
                + " the Node has hami.io/node-hcu-register, whose plugin serves hygon.com/hcunum:"
                + " name that in hygon.resourceCountName, or install the plugin for"
                + " hygon.com/dcunum");
  }

  @Test
  void iluvatarsCardsHaveIdsOfTheirOwn() {
    Found.by(
            new Iluvatar(),
            Node.empty()
                .annotation(
                    "hami.io/node-MR-V100-register",
                    "GPU-1,10,8292,100,MR-V100,0,true:GPU-2,10,8292,100,MR-V100,0,true:"
                        + "GPU-1,10,8292,100,MR-V100,0,true:"),
            List.of(chip("MR-V100")))
        .isUnreadable(
            "annotation hami.io/node-MR-V100-register: card 3: expected an id of its own, found"
                + " that of card 1 at position 66");
  }

  private static Chip chip(String name) {
    return new Chip(
        name,
        name,
        Node.names(
            "iluvatar.ai/" + name + "-vgpu",
            "iluvatar.ai/" + name + ".vMem",
            "iluvatar.ai/" + name + ".vCore",
            1));
  }

  private static VirtualResource units(String name, long total, long healthy) {
    return Found.resource(name, Measure.MEMORY, Unit.MEBIBYTES_256, total, healthy, Found.ONE);
  }

  @Test
  void iluvatarServesEachChipsCountMemoryAndCores() {
    Found found =
        Found.by(
            new Iluvatar(),
            Node.empty()
                .annotation("hami.io/node-MR-V100-register", CHIPS)
                .annotation("hami.io/node-BI-V150-register", "[]"),
            List.of(chip("MR-V100"), chip("BI-V150"), chip("BI-V100")));

    // 2 * 8292 / 256 is 64.78 and 8292 / 256 is 32.39: the sum is rounded down, not each card.
    found
        .family("Iluvatar MR-V100")
        .isPresent(
            slots("iluvatar.ai/MR-V100-vgpu", 20, 10),
            units("iluvatar.ai/MR-V100.vMem", 64, 32),
            percents("iluvatar.ai/MR-V100.vCore", 200, 100));
    found
        .family("Iluvatar MR-V100")
        .servesAndReads(
            List.of(
                "iluvatar.ai/MR-V100-vgpu",
                "iluvatar.ai/MR-V100.vMem",
                "iluvatar.ai/MR-V100.vCore"),
            List.of());
    found
        .family("Iluvatar BI-V150")
        .isUnreadable(
            "annotation hami.io/node-BI-V150-register: expected cards that end with ':', found"
                + " \"[]\" at position 0");
    found.family("Iluvatar BI-V100").isAbsentForWantOf("hami.io/node-BI-V100-register");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "9,0", "400,40", "405,40", "1k,100"})
  void theReferenceMakesIluvatarSlotsOfTensOfCores(String allocatable, long count) {
    Found found =
        Found.byReference(
            new Iluvatar(), Node.empty().allocatable("iluvatar.ai/MR-V100.vCore", allocatable));

    found.isPresent(slots("iluvatar.ai/vgpu", count, count));
    found.servesAndReads(List.of("iluvatar.ai/vgpu"), List.of("iluvatar.ai/MR-V100.vCore"));
  }

  @Test
  void theReferenceMissesIluvatarCores() {
    Found.byReference(new Iluvatar(), Node.empty())
        .isAbsent(
            Kind.GATE,
            "allocatable has no iluvatar.ai/MR-V100.vCore: the vendor's own device plugin is not"
                + " running here");
  }

  @Test
  void withoutAConfigNothingIsDiscovered() {
    Node node =
        Node.empty()
            .capacity("hygon.com/dcunum", "8")
            .annotation("hami.io/node-dcu-register", DCUS)
            .annotation("hami.io/node-MR-V100-register", CHIPS);
    Found.unconfigured(new Hygon(), node).isNothing();
    Found.byReference(new Hygon(), node).isNothing();
    Found.unconfigured(new Iluvatar(), node).isNothing();
  }
}
