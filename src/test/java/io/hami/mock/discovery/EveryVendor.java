package io.hami.mock.discovery;

import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.Problem;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.inventory.CardProfiles;
import java.util.List;

/** All vendors of this plugin, and tests that apply to each. */
public final class EveryVendor {
  static final List<Vendor<?>> LIST =
      List.of(
          new Amd(),
          new Ascend(),
          new AwsNeuron(),
          new Biren(),
          new Cambricon(),
          new Enflame(),
          new Hygon(),
          new Iluvatar(),
          new IluvatarVcuda(),
          new Kunlun(),
          new Metax(),
          new MooreThreads(),
          new Nvidia(),
          new Vastai());

  public static final Vendors VENDORS = new Vendors(LIST);
  public static final CardProfiles PROFILES = VENDORS.profiles();

  private EveryVendor() {}

  /** The model of that name. */
  public static CardProfile profile(String name) {
    return PROFILES.named(name).orElseThrow();
  }

  /** Parses {@code yaml}, which must be valid. */
  static DeviceConfig config(String yaml) {
    return good(yaml).value();
  }

  static Parsed.Good<DeviceConfig> good(String yaml) {
    return switch (VENDORS.readDeviceConfig(yaml)) {
      case Parsed.Good<DeviceConfig> good -> good;
      case Parsed.Bad<DeviceConfig> bad -> throw new AssertionError(bad.problems());
    };
  }

  static List<Problem> bad(String yaml) {
    return switch (VENDORS.readDeviceConfig(yaml)) {
      case Parsed.Good<DeviceConfig> good -> throw new AssertionError(good);
      case Parsed.Bad<DeviceConfig> bad -> bad.problems();
    };
  }

  /** The section of {@code vendor} in {@code config}. */
  static <T> T names(DeviceConfig config, Vendor<T> vendor) {
    return config.find(vendor.section()).orElseThrow();
  }
}
