package io.hami.mock.discovery;

import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.config.Section;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Metax sGPU (docs/vendors.md 1.2): slots, memory and compute of all cards. Memory is in GiB, as
 * HAMi's scheduler reads a request without unit letters. No release serves any of these, so the
 * formulas are a choice of this plugin. There is no handshake (docs/vendors.md 4.1).
 *
 * <p>For whole cards HAMi needs only the count that the vendor's own plugin serves, so this plugin
 * adds nothing. The name of that count is never served here.
 */
@Singleton
public final class Metax extends Vendor<Metax.Names> {
  /**
   * The {@code metax} section.
   *
   * @param count whole cards, read only
   * @param virtual the sGPU names: resourceVCountName, resourceVMemoryName, resourceVCoreName
   */
  public record Names(Optional<ResourceName> count, CardNames virtual) {}

  private static final String NAME = "Metax";
  private static final DeviceSection<Names> SECTION =
      DeviceSection.of(
          "metax",
          Metax::read,
          new Names(
              CardNames.name("metax-tech.com/gpu"),
              CardNames.of(
                  "metax-tech.com/sgpu", "metax-tech.com/vmemory", "metax-tech.com/vcore")));

  public Metax() {
    super(NAME, SECTION);
  }

  private static Names read(Section section) {
    section.bool("sgpuTopologyAware");
    return new Names(
        section.reads(CardNames.COUNT),
        new CardNames(
            section.serves("resourceVCountName"),
            section.serves("resourceVMemoryName"),
            section.serves("resourceVCoreName"),
            1));
  }

  @Override
  public List<CardFamily> families(Names names, NodeFacts node, Hami hami) {
    CardNames virtual = names.virtual();
    return List.of(
        CardFamily.of(
                NAME,
                "sGPU",
                new Source.Described("metax-tech.com/node-gpu-devices", Encoding.METAX_SGPU),
                Offer.some(
                    virtual.count().map(Offer::slots).map(Offer::byEither),
                    virtual
                        .memory()
                        .map(name -> Offer.memory(name, Unit.GIBIBYTE, SplitFactor.ONE)),
                    virtual.cores().map(name -> Offer.cores(name, Card::cores))))
            .reading(names.count())
            .made(Making.ids("GPU-").binding(virtual.count(), "metax-sgpu", ContainerView.NONE)),
        CardFamily.whole(NAME, "GPU", names.count()).made(Making.ids("GPU-")));
  }

  @Override
  public List<CardProfile> profiles() {
    return List.of(
        shared("metax-mxc500", "MXC500", 65536),
        whole("metax-mxc500-whole", "MXC500", 65536),
        shared("metax-mxc550", "MXC550", 65536),
        whole("metax-mxc550-whole", "MXC550", 65536));
  }

  private static CardProfile shared(String name, String model, int memoryMiB) {
    return new CardProfile(name, NAME, "sGPU", model, "Metax-SGPU", memoryMiB, 100, 16);
  }

  private static CardProfile whole(String name, String model, int memoryMiB) {
    return new CardProfile(name, NAME, "GPU", model + ", whole", "Metax-GPU", memoryMiB, 100, 1);
  }
}
