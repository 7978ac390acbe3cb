package io.hami.mock.discovery;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Cambricon MLU (docs/vendors.md 1.2): the count, at 100 of compute a card.
 *
 * <p>Choice: 10 slots a card, as in the reference; the scheduler allows up to 100.
 */
@Singleton
public final class Cambricon extends Vendor<CardNames> {
  private static final String NAME = "Cambricon";
  private static final int CORES_A_CARD = 100;
  private static final int SLOTS_A_CARD = 10;
  private static final ResourceName REFERENCE_CARDS =
      new ResourceName("cambricon.com", "real-mlu-counts");
  private static final DeviceSection<CardNames> SECTION =
      DeviceSection.of(
          "cambricon",
          CardNames::countServed,
          CardNames.of(
              "cambricon.com/vmlu",
              "cambricon.com/mlu.smlu.vmemory",
              "cambricon.com/mlu.smlu.vcore"));

  public Cambricon() {
    super(NAME, SECTION);
  }

  @Override
  public CardNames renamed(CardNames names, ReferenceNames flags) {
    return flags.given(ReferenceFlag.MLU_RESOURCE_NAME).map(names::withCount).orElse(names);
  }

  @Override
  public List<CardFamily> families(CardNames names, NodeFacts node, Hami hami) {
    return List.of(
        CardFamily.countedByCores(
                NAME,
                names,
                Gate.notZero(names.cores(), "cambricon.resourceCoreName"),
                CORES_A_CARD,
                SLOTS_A_CARD,
                Unit.MEBIBYTES_256)
            .made(
                Making.ids("")
                    .binding(
                        names.count(),
                        "cambricon-mlu",
                        "cambricon.com/dsmlu.lock",
                        ContainerView.NONE)));
  }

  @Override
  public List<CardFamily> reference(ReferenceNames flags) {
    return List.of(
        CardFamily.of(
            NAME,
            NAME,
            new Source.Counted(Gate.reference(REFERENCE_CARDS), cards -> cards * SLOTS_A_CARD),
            List.of(Offer.slots(flags.of(ReferenceFlag.MLU_RESOURCE_NAME)))));
  }

  @Override
  public List<CardProfile> profiles() {
    return List.of(
        profile("cambricon-mlu370-x4", "MLU370-X4", 23308),
        profile("cambricon-mlu370-x8", "MLU370-X8", 23374),
        profile("cambricon-mlu590-m9", "MLU590-M9", 98304));
  }

  private static CardProfile profile(String name, String model, int memoryMiB) {
    return new CardProfile(name, NAME, NAME, model, "MLU", memoryMiB, CORES_A_CARD, SLOTS_A_CARD);
  }
}
