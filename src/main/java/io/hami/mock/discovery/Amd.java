package io.hami.mock.discovery;

import io.hami.mock.annotation.CardCodec;
import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.config.Section;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.ContainerView.Variable;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AMD (docs/vendors.md 1.2): memory and compute of all cards. Compute is a percentage, 100 a card,
 * because pods ask for percent; the annotation has the number of compute units instead. HAMi has no
 * memory factor for AMD, so none is read from its configuration. There is no handshake: the
 * scheduler reads the count's capacity (docs/vendors.md 4.1).
 */
@Singleton
public final class Amd extends Vendor<Amd.Names> {
  /**
   * The {@code amd} section.
   *
   * @param cards count, memory and cores
   * @param memoryPercentage resourceMemoryPercentageName, which HAMi has since #3179
   */
  public record Names(CardNames cards, Optional<ResourceName> memoryPercentage) {}

  private static final String NAME = "AMD";
  private static final int PERCENT_A_CARD = 100;
  private static final DeviceSection<Names> SECTION =
      DeviceSection.of(
          "amd",
          Amd::read,
          new Names(
              CardNames.of("amd.com/gpu", "amd.com/gpumem", "amd.com/gpucores"), Optional.empty()));
  private static final CardCodec CODEC =
      CardCodec.of(Encoding.JSON::decode, cards -> CardTexts.json(cards, "amd", Amd::custom));
  private static final ContainerView VIEW =
      new ContainerView(
          List.of(
              new Variable.Ids("ROCR_VISIBLE_DEVICES"),
              new Variable.Memory("HIP_DEVICE_MEMORY_LIMIT", "m")));

  public Amd() {
    super(NAME, SECTION);
  }

  private static Names read(Section section) {
    section.text("resourcePriorityName");
    section.text("runtimeClassName");
    return new Names(CardNames.countRead(section), section.serves("resourceMemoryPercentageName"));
  }

  @Override
  public List<CardFamily> families(Names section, NodeFacts node, Hami hami) {
    CardNames names = section.cards();
    Gate gate = Gate.positive(names.count(), "amd.resourceCountName");
    return List.of(
        CardFamily.of(
                NAME,
                NAME,
                new Source.Described(gate, "hami.io/node-amd-register", CODEC),
                Offer.some(
                    names.count().map(Offer::slots).map(Offer::byVendor),
                    names.memory().map(name -> Offer.memory(name, Unit.MEBIBYTE, SplitFactor.ONE)),
                    names.cores().map(name -> Offer.cores(name, _ -> PERCENT_A_CARD)),
                    section
                        .memoryPercentage()
                        .map(name -> Offer.percentOfMemory(name, PERCENT_A_CARD))))
            .inspected(Optional::of)
            .made(Making.ids("").binding(names.count(), "amd", VIEW)));
  }

  private static Map<String, String> custom(Card card) {
    return Map.of("pciBDF", "0000:%02x:00.0".formatted(card.index() + 1 & 0xff));
  }

  @Override
  public List<CardProfile> profiles() {
    return List.of(
        profile("amd-mi210", "Instinct MI210", 65520, 104),
        profile("amd-mi300x", "Instinct MI300X", 196592, 304),
        profile("amd-mi300x-vf", "Instinct MI300X VF", 196288, 304),
        profile("amd-mi325x", "Instinct MI325X", 262128, 304),
        profile("amd-mi355x", "Instinct MI355X", 294896, 256));
  }

  /**
   * @param cores compute units
   */
  private static CardProfile profile(String name, String model, int memoryMiB, int cores) {
    return new CardProfile(name, NAME, NAME, model, "AMD " + model, memoryMiB, cores, 10);
  }
}
