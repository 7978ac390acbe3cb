package io.hami.mock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Discovery.Unreadable;
import io.hami.mock.model.Layout;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;

/** The discovery of one vendor on one Node, with assertions about it. */
record Found(List<Discovery> discoveries) {
  static final SplitFactor ONE = SplitFactor.ONE;

  /** With a section that has {@code names}. */
  static <T> Found by(Vendor<T> vendor, Node node, T names) {
    return of(vendor.families(names, node.facts(), Hami.DEFAULTS), node);
  }

  /** Without a device config, and with flags. */
  static Found byReference(Vendor<?> vendor, Node node, ReferenceNames flags) {
    return of(vendor.reference(flags), node);
  }

  /** Without a device config. */
  static Found byReference(Vendor<?> vendor, Node node) {
    return byReference(vendor, node, ReferenceNames.DEFAULTS);
  }

  /** With an empty device config. */
  static Found unconfigured(Vendor<?> vendor, Node node) {
    return new Found(
        new Vendors(List.of(vendor))
            .discover(
                Evidence.of(
                    node.facts(), new Configuration(DeviceConfig.EMPTY, PluginConfig.DEFAULTS))));
  }

  private static Found of(List<CardFamily> families, Node node) {
    return new Found(
        families.stream().flatMap(family -> family.look(node.facts()).stream()).toList());
  }

  static VirtualResource resource(
      String name, Measure measure, Unit unit, long total, long healthy, SplitFactor factor) {
    return new VirtualResource(
        ResourceName.parse(name), measure, unit, new Quantity(total, healthy), factor);
  }

  static VirtualResource slots(String name, long total, long healthy) {
    return resource(name, Measure.COUNT, Unit.SLOT, total, healthy, ONE);
  }

  static VirtualResource mebibytes(String name, long total, long healthy) {
    return resource(name, Measure.MEMORY, Unit.MEBIBYTE, total, healthy, ONE);
  }

  static VirtualResource percents(String name, long total, long healthy) {
    return resource(name, Measure.CORES, Unit.PERCENT, total, healthy, ONE);
  }

  static SplitFactor configured(int value) {
    return new SplitFactor(value, SplitFactor.Origin.DEVICE_CONFIG);
  }

  void isNothing() {
    assertThat(discoveries).isEmpty();
  }

  Present isPresent(VirtualResource... resources) {
    Present present = (Present) the(Present.class);
    // Few tests compare which card a unit belongs to.
    assertThat(present.resources())
        .extracting(resource -> resource.with(Layout.NONE))
        .containsExactly(resources);
    return present;
  }

  void isAbsent(Reason.Kind kind, String text) {
    assertThat(((Absent) the(Absent.class)).why()).isEqualTo(new Reason(kind, text));
  }

  void isAbsentForWantOf(String annotation) {
    isAbsent(
        Reason.Kind.NO_ANNOTATION,
        "annotation "
            + annotation
            + " is missing: the vendor's own plugin has not described its cards");
  }

  void isUnreadable(String text) {
    assertThat(((Unreadable) the(Unreadable.class)).why())
        .isEqualTo(new Reason(Reason.Kind.MALFORMED, text));
  }

  void servesAndReads(List<String> serves, List<String> reads) {
    Discovery discovery = the(Discovery.class);
    assertThat(discovery.family().serves()).extracting(ResourceName::toString).isEqualTo(serves);
    assertThat(discovery.family().reads())
        .extracting(ResourceName::toString)
        .containsExactlyInAnyOrderElementsOf(reads);
  }

  Found family(String text) {
    return new Found(
        discoveries.stream()
            .filter(discovery -> discovery.family().toString().equals(text))
            .toList());
  }

  private Discovery the(Class<? extends Discovery> type) {
    assertThat(discoveries)
        .singleElement(InstanceOfAssertFactories.type(Discovery.class))
        .isInstanceOf(type);
    return discoveries.getFirst();
  }
}
