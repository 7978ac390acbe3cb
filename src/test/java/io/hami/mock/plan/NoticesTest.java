package io.hami.mock.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.MissingConfig;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.fault.Ailments;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Notice;
import io.hami.mock.model.Notice.Kind;
import io.hami.mock.model.Reason;
import io.hami.mock.model.StatusRight;
import io.hami.mock.names.Ledger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said where nothing is advertised, or something is read by nothing. */
class NoticesTest {
  private static final String CARDS =
      "[{\"id\":\"GPU-1\",\"count\":10,\"devmem\":16384,\"devcore\":100,\"health\":true}]";
  private static final String NVIDIA =
      "nvidia: {resourceCountName: nvidia.com/gpu, resourceMemoryName: nvidia.com/gpumem}";

  private static NodeFacts node(Map<String, String> annotations) {
    return new NodeFacts("node-1", annotations, Map.of(), Map.of(), Map.of());
  }

  private static PluginConfig own(String yaml) {
    return switch (EveryVendor.VENDORS.readPluginConfig(yaml)) {
      case Parsed.Good<PluginConfig> good -> good.value();
      case Parsed.Bad<PluginConfig> bad -> throw new AssertionError(bad.problems());
    };
  }

  private static DeviceConfig device(String yaml) {
    return switch (EveryVendor.VENDORS.readDeviceConfig(yaml)) {
      case Parsed.Good<DeviceConfig> good -> good.value();
      case Parsed.Bad<DeviceConfig> bad -> throw new AssertionError(bad.problems());
    };
  }

  private static Snapshot snapshot(NodeFacts node, DeviceConfig device, String own) {
    return snapshot(node, device, own, List.of(), Map.of(), true);
  }

  private static Snapshot snapshot(
      NodeFacts node,
      DeviceConfig device,
      String own,
      List<MissingConfig> missing,
      Map<String, Inspection> hardware,
      boolean complete) {
    return new Snapshot(
        node,
        new Configuration(device, own(own)),
        hardware,
        Ailments.NONE,
        Factors.NONE,
        StatusRight.GRANTED,
        KubeletVersion.UNKNOWN,
        missing,
        complete);
  }

  private static List<Notice> notices(Snapshot snapshot) {
    return Decision.of(EveryVendor.VENDORS, snapshot, new Ledger(), Optional.empty())
        .plan()
        .notices();
  }

  private static String only(Kind kind, Snapshot snapshot) {
    List<Notice> all = notices(snapshot).stream().filter(notice -> notice.kind() == kind).toList();
    assertThat(all).hasSize(1);
    return all.getFirst().text();
  }

  @Test
  void aNodeWithCardsHasNone() {
    assertThat(
            notices(
                snapshot(
                    node(Map.of("hami.io/node-nvidia-register", CARDS)), DeviceConfig.ABSENT, "")))
        .isEmpty();
  }

  @Test
  void aBareNodeIsToldEverythingThatWasLookedFor() {
    MissingConfig missing =
        new MissingConfig(
            ConfigKind.PLUGIN, "ConfigMap kube-system/hami-mock-device-plugin", Optional.empty());
    assertThat(
            notices(
                snapshot(
                    node(Map.of()), DeviceConfig.ABSENT, "", List.of(missing), Map.of(), true)))
        .containsExactly(
            new Notice(
                Kind.NOTHING_ADVERTISED,
                "nothing is advertised on this Node: the config has no inventory of cards to make"
                    + " up; the Node has none of the annotations that describe cards"
                    + " (hami.io/node-nvidia-register), which the vendors' own plugins write;"
                    + " vendors' libraries are not asked for cards (-discover=hardware); ConfigMap"
                    + " kube-system/hami-mock-device-plugin has no config.yaml (flags -config-map,"
                    + " -config-file and -namespace)"));
  }

  /** Vendors' libraries take a moment to answer. */
  @Test
  void whatMayStillComeIsAwaited() {
    assertThat(
            notices(snapshot(node(Map.of()), DeviceConfig.ABSENT, "", List.of(), Map.of(), false)))
        .isEmpty();
  }

  @Test
  void whatVendorsLibrariesSayIsSaid() {
    Inspection none =
        new Inspection.Absent(new Reason(Reason.Kind.NO_HARDWARE, "libnvidia-ml.so.1 is not here"));
    assertThat(
            only(
                Kind.NOTHING_ADVERTISED,
                snapshot(
                    node(Map.of()),
                    DeviceConfig.ABSENT,
                    "",
                    List.of(),
                    Map.of("NVIDIA", none),
                    true)))
        .contains("find no card (NVIDIA: libnvidia-ml.so.1 is not here)");
  }

  @Test
  void anInventoryWithoutARuleThatFitsNamesTheLabelAndWhatTheNodeHas() {
    NodeFacts labelled =
        new NodeFacts("node-1", Map.of(), Map.of("example.com/gpus", "on"), Map.of(), Map.of());
    assertThat(
            only(
                Kind.NOTHING_ADVERTISED,
                snapshot(
                    labelled,
                    DeviceConfig.ABSENT,
                    "inventory: [{nodes: {labels: {example.com/gpu: 'on'}}, cards: [{profile:"
                        + " nvidia-t4}]}]")))
        .contains(
            "no rule of the inventory applies (inventory[0] does not match this Node: the label"
                + " example.com/gpu=on was expected, the Node has none of that name")
        .contains("the Node has the label example.com/gpus=on");
  }

  @Test
  void aNodeThatHasNoCardsOnPurposeHasNone() {
    assertThat(notices(snapshot(node(Map.of()), DeviceConfig.ABSENT, "inventory: [{cards: []}]")))
        .isEmpty();
  }

  @Test
  void anAnnotationThatIsNotEnoughSaysWhatIsMissing() {
    assertThat(
            only(
                Kind.NOTHING_ADVERTISED,
                snapshot(node(Map.of("hami.io/node-nvidia-register", CARDS)), device(NVIDIA), "")))
        .contains("the Node has the annotation hami.io/node-nvidia-register, which is not enough")
        .contains("capacity has no nvidia.com/gpu");
  }

  @ParameterizedTest
  @CsvSource({
    "hami.io/node-nvidia-registr, hami.io/node-nvidia-register",
    "hami.io/node-nvida-register, hami.io/node-nvidia-register",
    "4pd.io/node-nvidia-register, hami.io/node-nvidia-register",
    "hami.io/nvidia-register, hami.io/node-nvidia-register",
    "hami.io/node-register-xpus, hami.io/node-register-xpu",
    "enflame.com/gcu-drs-capacty, enflame.com/gcu-drs-capacity"
  })
  void aMistypedAnnotationIsToldTheRightOne(String key, String right) {
    assertThat(
            only(
                Kind.ANNOTATION_UNREAD,
                snapshot(node(Map.of(key, CARDS)), DeviceConfig.ABSENT, "")))
        .isEqualTo("nothing reads the annotation %s; did you mean %s?".formatted(key, right));
  }

  /** The counts are right, but HAMi's scheduler finds no card. */
  @Test
  void anAnnotationInTheFormThatOnlyOldSchedulersReadIsSaid() {
    Map<String, String> text =
        Map.of("hami.io/node-nvidia-register", "GPU-1,10,16384,100,NVIDIA-Tesla T4,0,true:");
    assertThat(only(Kind.ANNOTATION_OUTDATED, snapshot(node(text), DeviceConfig.ABSENT, "")))
        .contains("hami.io/node-nvidia-register has the text form", "up to v2.7", "write JSON");
    for (String other : List.of("[{\"id\": \"GPU-1\"}]", "broken", "")) {
      assertThat(
              notices(
                  snapshot(
                      node(Map.of("hami.io/node-nvidia-register", other)),
                      DeviceConfig.ABSENT,
                      "")))
          .as(other)
          .noneMatch(notice -> notice.kind() == Kind.ANNOTATION_OUTDATED);
    }
  }

  @Test
  void anUnhealthyCardOfThisMachineSaysWhy() {
    Inspection found =
        new Inspection.Found("nvml", List.of(), Map.of("GPU-1", "Xid 79 (the GPU has fallen off)"));
    assertThat(
            only(
                Kind.CARD_UNHEALTHY,
                snapshot(
                    node(Map.of()),
                    DeviceConfig.ABSENT,
                    "",
                    List.of(),
                    Map.of("NVIDIA", found),
                    true)))
        .isEqualTo("the card GPU-1 of NVIDIA is unhealthy: Xid 79 (the GPU has fallen off)");
  }

  @Test
  void anAnnotationOfAnUnknownVendorIsNamed() {
    assertThat(
            only(
                Kind.ANNOTATION_UNREAD,
                snapshot(
                    node(Map.of("hami.io/node-quantum-register", "x")), DeviceConfig.ABSENT, "")))
        .startsWith("nothing reads the annotation hami.io/node-quantum-register, its vendor is not")
        .contains("hami.io/node-nvidia-register");
  }

  @Test
  void annotationsThatOthersReadAreLeftAlone() {
    Map<String, String> others =
        Map.of(
            "hami.io/node-handshake", "Requesting_2026.01.01 00:00:00",
            "hami.io/node-handshake-dcu", "x",
            "hami.io/node-nvidia-score", "[]",
            "hami.io/mutex.lock", "x",
            "node.alpha.kubernetes.io/ttl", "0",
            "csi.volume.kubernetes.io/nodeid", "{}",
            "volumes.kubernetes.io/controller-managed-attach-detach", "true");
    assertThat(notices(snapshot(node(others), DeviceConfig.ABSENT, "")))
        .extracting(Notice::kind)
        .containsExactly(Kind.NOTHING_ADVERTISED);
  }

  @Test
  void aSectionThatIsMissingForCardsOfTheNodeIsNamed() {
    NodeFacts node =
        new NodeFacts(
            "node-1",
            Map.of("hami.io/node-dcu-register", "x"),
            Map.of(),
            Map.of("hygon.com/dcunum", "8"),
            Map.of());
    assertThat(only(Kind.VENDOR_NOT_CONFIGURED, snapshot(node, device(NVIDIA), "")))
        .isEqualTo(
            "the Node has the annotation hami.io/node-dcu-register and the resource"
                + " hygon.com/dcunum of Hygon, for which nothing is advertised: HAMi's"
                + " device-config.yaml has no section 'hygon'; add it");
    assertThat(only(Kind.VENDOR_NOT_CONFIGURED, snapshot(node, DeviceConfig.ABSENT, "")))
        .contains("without HAMi's device-config.yaml only cards of Ascend, Cambricon, Iluvatar,");
  }

  /** The reference counts Ascend's cards by a resource, whatever annotation is there. */
  @Test
  void whatTheReferenceKnowsInAnotherWayIsNotMissing() {
    assertThat(
            notices(
                snapshot(
                    node(Map.of("hami.io/node-register-Ascend910A", "[]")),
                    DeviceConfig.ABSENT,
                    "")))
        .extracting(Notice::kind)
        .containsExactly(Kind.NOTHING_ADVERTISED);
  }

  @Test
  void aChipWithoutAnEntryIsNamed() {
    assertThat(
            only(
                Kind.VENDOR_NOT_CONFIGURED,
                snapshot(
                    node(Map.of("hami.io/node-register-Ascend910A", "[]")),
                    device("vnpus: [{chipName: 310P3, commonWord: Ascend310P}]"),
                    "")))
        .contains("section 'vnpus'", "has no entry for them");
  }

  @Test
  void cardsThatAreCountedByTheirResourceAloneAreNoticedToo() {
    NodeFacts node =
        new NodeFacts("node-1", Map.of(), Map.of(), Map.of("nvidia.com/gpu", "8"), Map.of());
    assertThat(
            only(
                Kind.VENDOR_NOT_CONFIGURED,
                snapshot(node, device("hygon: {resourceCountName: hygon.com/dcunum}"), "")))
        .contains("the resource nvidia.com/gpu of NVIDIA", "no section 'nvidia'");
  }

  @Test
  void aNameThatNoResourceCanHaveIsToldTheNearest() {
    String config =
        "resources: {nvidia.com/gpumen: {factor: 8}, nvidia.com/gpu: {factor: 2}}\n"
            + "custom: [{name: example.com/x, quantity: 3}]";
    assertThat(only(Kind.UNKNOWN_RESOURCE, snapshot(node(Map.of()), DeviceConfig.ABSENT, config)))
        .contains("no resource is named nvidia.com/gpumen", "did you mean nvidia.com/gpumem?");
  }

  @Test
  void aConfigThatIsElsewhereIsANoticeAlthoughSomethingIsAdvertised() {
    MissingConfig missing =
        new MissingConfig(ConfigKind.PLUGIN, "ConfigMap a/m", Optional.of("there is one in b"));
    assertThat(
            notices(
                snapshot(
                    node(Map.of("hami.io/node-nvidia-register", CARDS)),
                    DeviceConfig.ABSENT,
                    "",
                    List.of(missing),
                    Map.of(),
                    true)))
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.kind()).isEqualTo(Kind.CONFIG_NOT_FOUND);
              assertThat(notice.text()).endsWith("; there is one in b");
            });
  }
}
