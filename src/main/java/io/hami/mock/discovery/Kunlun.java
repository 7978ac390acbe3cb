package io.hami.mock.discovery;

import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Kunlun vXPU (docs/vendors.md 1.2): slots and memory of all cards. This plugin serves the slots,
 * so they cannot be the gate; the annotation is.
 *
 * <p>For whole cards HAMi needs only the count that the vendor's own plugin serves, so this plugin
 * adds nothing. The name of that count is never served here.
 */
@Singleton
public final class Kunlun extends Vendor<Kunlun.Names> {
  /**
   * The {@code kunlun} section.
   *
   * @param count whole cards, read only
   * @param virtualCount resourceVCountName
   * @param virtualMemory resourceVMemoryName
   */
  public record Names(
      Optional<ResourceName> count,
      Optional<ResourceName> virtualCount,
      Optional<ResourceName> virtualMemory) {}

  private static final String NAME = "Kunlun";
  private static final DeviceSection<Names> SECTION =
      DeviceSection.of(
          "kunlun",
          section ->
              new Names(
                  section.reads(CardNames.COUNT),
                  section.serves("resourceVCountName"),
                  section.serves("resourceVMemoryName")),
          new Names(
              CardNames.name("kunlunxin.com/xpu"),
              CardNames.name("kunlunxin.com/vxpu"),
              CardNames.name("kunlunxin.com/vxpu-memory")));

  public Kunlun() {
    super(NAME, SECTION);
  }

  @Override
  public List<CardFamily> families(Names names, NodeFacts node, Hami hami) {
    return List.of(
        CardFamily.of(
                NAME,
                "vXPU",
                new Source.Described("hami.io/node-register-xpu", Encoding.JSON),
                Offer.some(
                    names.virtualCount().map(Offer::slots).map(Offer::byEither),
                    names
                        .virtualMemory()
                        .map(name -> Offer.memory(name, Unit.MEBIBYTE, SplitFactor.ONE))))
            .reading(names.count())
            .made(
                Making.ids("")
                    .handshake("hami.io/node-handshake-xpu", Handshake.Form.DOTTED)
                    .binding(names.virtualCount(), "xpu", ContainerView.NONE)),
        CardFamily.whole(NAME, "XPU", names.count()));
  }

  @Override
  public List<CardProfile> profiles() {
    return List.of(
        new CardProfile("kunlun-p800", NAME, "vXPU", "P800-OAM", "XPU", 98304, 100, 4),
        new CardProfile("kunlun-p800-whole", NAME, "XPU", "P800-OAM, whole", "XPU", 98304, 100, 1));
  }
}
