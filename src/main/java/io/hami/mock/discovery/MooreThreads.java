package io.hami.mock.discovery;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Moore Threads (docs/vendors.md 1.2): the count, at 16 of compute a card.
 *
 * <p>Choice: 100 slots a card, which is what the scheduler allows; no release serves the count.
 */
@Singleton
public final class MooreThreads extends Vendor<CardNames> {
  private static final String NAME = "Moore Threads";
  private static final int CORES_A_CARD = 16;
  private static final int SLOTS_A_CARD = 100;
  private static final DeviceSection<CardNames> SECTION =
      DeviceSection.of(
          "mthreads",
          CardNames::countServed,
          CardNames.of("mthreads.com/vgpu", "mthreads.com/sgpu-memory", "mthreads.com/sgpu-core"));

  public MooreThreads() {
    super(NAME, SECTION);
  }

  @Override
  public List<CardFamily> families(CardNames names, NodeFacts node, Hami hami) {
    return List.of(
        CardFamily.countedByCores(
                NAME,
                names,
                Gate.notZero(names.cores(), "mthreads.resourceCoreName"),
                CORES_A_CARD,
                SLOTS_A_CARD,
                Unit.MEBIBYTES_512)
            // The pod has a list of cards, but the Node has no lock.
            .made(Making.ids("").binding(names.count(), "mthreads-vgpu", "", ContainerView.NONE)));
  }

  @Override
  public List<CardProfile> profiles() {
    return List.of(
        profile("mthreads-s4000", "MTT S4000", 49152),
        profile("mthreads-s5000", "MTT S5000", 81920));
  }

  private static CardProfile profile(String name, String model, int memoryMiB) {
    return new CardProfile(
        name, NAME, NAME, model, "Mthreads", memoryMiB, CORES_A_CARD, SLOTS_A_CARD);
  }
}
