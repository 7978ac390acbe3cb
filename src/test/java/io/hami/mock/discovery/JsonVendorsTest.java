package io.hami.mock.discovery;

import static io.hami.mock.discovery.Found.mebibytes;
import static io.hami.mock.discovery.Found.percents;
import static io.hami.mock.discovery.Found.slots;
import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Card;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Reason.Kind;
import io.hami.mock.model.Unit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kunlun, AMD, Metax, Enflame, Vastai and Biren. */
class JsonVendorsTest {
  private static final String XPU = "hami.io/node-register-xpu";
  private static final String AMD = "hami.io/node-amd-register";
  private static final String METAX = "metax-tech.com/node-gpu-devices";
  private static final String ENFLAME = "enflame.com/gcu-drs-capacity";

  private static final Kunlun.Names KUNLUN_FORM =
      new Kunlun.Names(
          CardNames.name("kunlunxin.com/xpu"),
          CardNames.name("kunlunxin.com/vxpu"),
          CardNames.name("kunlunxin.com/vxpu-memory"));
  private static final Amd.Names AMD_FORM =
      new Amd.Names(
          Node.names("amd.com/gpu", "amd.com/gpumem", "amd.com/gpucores", 4), Optional.empty());
  private static final Metax.Names METAX_FORM =
      new Metax.Names(
          CardNames.name("metax-tech.com/gpu"),
          Node.names("metax-tech.com/sgpu", "metax-tech.com/vmemory", "metax-tech.com/vcore", 1));
  private static final Enflame.Names ENFLAME_FORM =
      new Enflame.Names(
          CardNames.name("enflame.com/gcu"),
          Node.names("enflame.com/drs-gcu", "enflame.com/gcu-memory", "enflame.com/gcu-core", 1));

  private static final String P800S =
      """
      [{"id":"a","count":4,"devmem":98304,"devcore":100,"health":true},
      {"id":"b","count":4,"devmem":98304,"devcore":100}]\
      """;

  @Test
  void kunlunServesSlotsAndMemoryOfVirtualCards() {
    Found found = Found.by(new Kunlun(), Node.empty().annotation(XPU, P800S), KUNLUN_FORM);

    found.isPresent(
        slots("kunlunxin.com/vxpu", 8, 4), mebibytes("kunlunxin.com/vxpu-memory", 196608, 98304));
    found.servesAndReads(
        List.of("kunlunxin.com/vxpu", "kunlunxin.com/vxpu-memory"), List.of("kunlunxin.com/xpu"));
    assertThat(found.discoveries().getFirst().family()).hasToString("Kunlun vXPU");
  }

  @Test
  void kunlunNeverServesTheWholeCards() {
    Kunlun.Names form =
        new Kunlun.Names(
            CardNames.name("kunlunxin.com/xpu"),
            CardNames.name("kunlunxin.com/xpu"),
            CardNames.name("kunlunxin.com/vxpu-memory"));
    Found.by(new Kunlun(), Node.empty().annotation(XPU, P800S), form)
        .isPresent(mebibytes("kunlunxin.com/vxpu-memory", 196608, 98304));
  }

  @Test
  void wholeCardsAloneAreNothingToServe() {
    Node node =
        Node.empty()
            .capacity("kunlunxin.com/xpu", "8")
            .capacity("metax-tech.com/gpu", "8")
            .capacity("enflame.com/gcu", "8")
            .annotation(XPU, P800S);
    Found.by(
            new Kunlun(),
            node,
            new Kunlun.Names(
                CardNames.name("kunlunxin.com/xpu"), CardNames.name(""), CardNames.name("")))
        .isNothing();
    Found.by(
            new Metax(),
            node,
            new Metax.Names(CardNames.name("metax-tech.com/gpu"), Node.names("", "", "", 1)))
        .isNothing();
    Found.by(
            new Enflame(),
            node,
            new Enflame.Names(CardNames.name("enflame.com/gcu"), Node.names("", "", "", 1)))
        .isNothing();
  }

  @Test
  void amdServesMemoryAndPercentInsteadOfComputeUnits() {
    Node node =
        Node.empty()
            .capacity("amd.com/gpu", "20")
            .annotation(
                AMD,
                """
                [{"id":"a","count":10,"devmem":196608,"devcore":304,"health":true,"devicevendor":"amd",
                "custominfo":{"pciBDF":"0000:83:00.0"}},
                {"id":"b","count":10,"devmem":196608,"devcore":304,"health":false}]\
                """);
    Found found = Found.by(new Amd(), node, AMD_FORM);

    found.isPresent(
        mebibytes("amd.com/gpumem", 393216, 196608), percents("amd.com/gpucores", 200, 100));
    found.servesAndReads(List.of("amd.com/gpumem", "amd.com/gpucores"), List.of("amd.com/gpu"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1"})
  void amdNeedsACapacityAboveZero(String count) {
    Found.by(
            new Amd(), Node.empty().capacity("amd.com/gpu", count).annotation(AMD, P800S), AMD_FORM)
        .isAbsent(
            Kind.GATE,
            "capacity amd.com/gpu is " + count + ": the vendor's own device plugin offers no card");
  }

  @Test
  void metaxServesSlotsGibibytesAndCores() {
    // 65535 MiB are 63 GiB and a remainder; the remainders of two cards add up to one more GiB.
    Node node =
        Node.empty()
            .annotation(
                METAX,
                """
                [{"uuid":"a","totalDevCount":16,"totalCompute":100,"totalVRam":65535,"healthy":true},
                {"uuid":"b","totalDevCount":16,"totalCompute":100,"totalVRam":65535,"healthy":false}]\
                """);
    Found found = Found.by(new Metax(), node, METAX_FORM);

    found.isPresent(
        slots("metax-tech.com/sgpu", 32, 16),
        Found.resource("metax-tech.com/vmemory", Measure.MEMORY, Unit.GIBIBYTE, 127, 63, Found.ONE),
        percents("metax-tech.com/vcore", 200, 100));
    found.servesAndReads(
        List.of("metax-tech.com/sgpu", "metax-tech.com/vmemory", "metax-tech.com/vcore"),
        List.of("metax-tech.com/gpu"));
    assertThat(found.discoveries().getFirst().family()).hasToString("Metax sGPU");
  }

  @Test
  void enflameServesSlotsMemoryAndCoresOfDevicesNamedAfterTheNode() {
    Node node =
        Node.empty()
            .annotation(
                ENFLAME,
                """
                {"devices":[{"index":"0","minor":"0","capacity":6},{"index":"1","capacity":"6"}],
                "profiles":{"1g.6gb":"0","3g.20gb":"1","6g.40gb":"2"}}\
                """);
    Found found = Found.by(new Enflame(), node, ENFLAME_FORM);

    assertThat(
            found
                .isPresent(
                    slots("enflame.com/drs-gcu", 12, 12),
                    mebibytes("enflame.com/gcu-memory", 81920, 81920),
                    percents("enflame.com/gcu-core", 200, 200))
                .cards())
        .extracting(Card::id)
        .containsExactly("node-1-enflame-drs-0", "node-1-enflame-drs-1");
    found.servesAndReads(
        List.of("enflame.com/drs-gcu", "enflame.com/gcu-memory", "enflame.com/gcu-core"),
        List.of("enflame.com/gcu"));
    assertThat(found.discoveries().getFirst().family()).hasToString("Enflame DRS");
  }

  @Test
  void enflameWithACapacityOfZeroIsUnreadable() {
    Found.by(
            new Enflame(),
            Node.empty()
                .annotation(
                    ENFLAME, "{\"devices\":[{\"capacity\":0}],\"profiles\":{\"3g.20gb\":\"1\"}}"),
            ENFLAME_FORM)
        .isUnreadable(
            "annotation enflame.com/gcu-drs-capacity: devices, device 1, capacity: expected a"
                + " number from 1 to 2147483647, in a string or not, found 0 at position 24");
  }

  @ParameterizedTest
  @CsvSource({
    "vastai,vastaitech.com/va,hami.io/node-va-register",
    "biren,birentech.com/gpu,hami.io/node-biren-register"
  })
  void vastaiAndBirenServeSlotsOnly(String section, String name, String register) {
    Vendor<CardNames> vendor = section.equals("vastai") ? new Vastai() : new Biren();
    CardNames form = CardNames.of(name, "", "");
    Found found = Found.by(vendor, Node.empty().annotation(register, P800S), form);

    found.isPresent(slots(name, 8, 4));
    found.servesAndReads(List.of(name), List.of());
    Found.by(vendor, Node.empty(), form).isAbsentForWantOf(register);
    Found.by(vendor, Node.empty().annotation(register, P800S), CardNames.of("", "", ""))
        .isNothing();
  }

  /**
   * Biren's plugin writes the instances of a divided card with the card's index and the name of
   * their size as type; Vastai's writes dies, which have no memory and say which card they are on.
   */
  @Test
  void instancesOfBirensCardsAndDiesOfVastaisAreOneSlotEach() {
    Found.by(
            new Biren(),
            Node.empty()
                .annotation(
                    "hami.io/node-biren-register",
                    """
                    [{"id":"card_0_0","count":1,"devmem":32512,"type":"1-2-gpu","health":true},
                    {"id":"card_0_1","count":1,"devmem":32512,"type":"1-2-gpu","health":true},
                    {"index":1,"id":"card_1","count":1,"devmem":65024,"type":"gpu","health":true}]\
                    """),
            CardNames.of("birentech.com/gpu", "", ""))
        .isPresent(slots("birentech.com/gpu", 3, 3));
    Found.by(
            new Vastai(),
            Node.empty()
                .annotation(
                    "hami.io/node-va-register",
                    """
                    [{"id":"7-0-batch-0","count":1,"type":"Vastai","health":true,"devicepairscore":{},
                    "custominfo":{"DeviceStrategy":"die","AIC":"1"}},
                    {"index":1,"id":"7-1-batch-0","count":1,"type":"Vastai","health":false,
                    "custominfo":{"DeviceStrategy":"die","AIC":"1"}}]\
                    """),
            CardNames.of("vastaitech.com/va", "", ""))
        .isPresent(slots("vastaitech.com/va", 2, 1));
  }

  /** HAMi #3179: 100 a card, whatever its memory. */
  @Test
  void amdServesThePercentageOfMemoryWhereItHasAName() {
    Amd.Names names =
        EveryVendor.names(
            EveryVendor.config(
                "amd: {resourceCountName: amd.com/gpu, resourceMemoryPercentageName:"
                    + " amd.com/gpumem-percentage, resourcePriorityName: amd.com/priority,"
                    + " runtimeClassName: amd}"),
            new Amd());
    Found found =
        Found.by(
            new Amd(), Node.empty().capacity("amd.com/gpu", "20").annotation(AMD, P800S), names);
    found.isPresent(
        Found.resource(
            "amd.com/gpumem-percentage", Measure.PERCENTAGE, Unit.PERCENT, 200, 100, Found.ONE));
  }

  /** HAMi gives no pod a card whose id the annotation has; its units leave allocatable. */
  @Test
  void aCordonedCardIsNotAllocatable() {
    for (String ids : List.of("xpu-0", " , xpu-0 ,xpu-9", "xpu-0,xpu-1")) {
      Found.by(
              new Kunlun(),
              Node.empty()
                  .annotation(
                      XPU,
                      """
                      [{"id":"xpu-0","count":4,"devmem":98304,"health":true},
                      {"id":"xpu-1","count":4,"devmem":98304,"health":true}]\
                      """)
                  .annotation("hami.io/device-cordon", ids),
              KUNLUN_FORM)
          .isPresent(
              slots("kunlunxin.com/vxpu", 8, ids.contains("xpu-1") ? 0 : 4),
              mebibytes("kunlunxin.com/vxpu-memory", 196608, ids.contains("xpu-1") ? 0 : 98304));
    }
  }

  @Test
  void amdsCardsAreNotAllocatableAfterItsPluginHasEnded() {
    Node node = Node.empty().capacity("amd.com/gpu", "20").annotation(AMD, P800S);
    Found.by(new Amd(), node.allocatable("amd.com/gpu", "0"), AMD_FORM)
        .isPresent(mebibytes("amd.com/gpumem", 196608, 0), percents("amd.com/gpucores", 200, 0));
    Found.by(new Amd(), node.allocatable("amd.com/gpu", "10"), AMD_FORM)
        .isPresent(
            mebibytes("amd.com/gpumem", 196608, 98304), percents("amd.com/gpucores", 200, 100));
  }

  @Test
  void missingEmptyAndMalformedAnnotationsEachHaveAReason() {
    record Case<T>(Vendor<T> vendor, Node node, T form, String register) {
      Found found(Node on) {
        return Found.by(vendor, on, form);
      }
    }
    for (Case<?> c :
        List.of(
            new Case<>(new Kunlun(), Node.empty(), KUNLUN_FORM, XPU),
            new Case<>(new Amd(), Node.empty().capacity("amd.com/gpu", "1"), AMD_FORM, AMD),
            new Case<>(new Metax(), Node.empty(), METAX_FORM, METAX))) {
      c.found(c.node()).isAbsentForWantOf(c.register());
      c.found(c.node().annotation(c.register(), "[]"))
          .isAbsent(Kind.NO_ANNOTATION, "annotation " + c.register() + " lists no card");
      c.found(c.node().annotation(c.register(), "[null]"))
          .isUnreadable(
              "annotation "
                  + c.register()
                  + ": card 1: expected an object, found null at position 1");
    }
    Found.by(new Enflame(), Node.empty(), ENFLAME_FORM).isAbsentForWantOf(ENFLAME);
  }

  @Test
  void withoutAConfigNothingIsDiscovered() {
    Node node = Node.empty().annotation(XPU, P800S);
    for (Vendor<?> vendor :
        List.of(new Kunlun(), new Amd(), new Metax(), new Enflame(), new Vastai(), new Biren())) {
      Found.unconfigured(vendor, node).isNothing();
      Found.byReference(vendor, node).isNothing();
    }
  }
}
