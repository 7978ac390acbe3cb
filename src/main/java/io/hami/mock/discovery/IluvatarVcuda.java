package io.hami.mock.discovery;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Iluvatar as HAMi v2.5 to v2.7.0 knows it (docs/vendors.md 1.1): the section {@code iluvatar} is
 * one mapping for all chips, no annotation describes the cards, and HAMi's scheduler derives them
 * from the compute that Iluvatar's gpu-manager serves, 100 a card.
 *
 * <p>Choice: 10 slots a card, as in the reference; the scheduler allows up to 100.
 */
@Singleton
public final class IluvatarVcuda extends Vendor<CardNames> {
  private static final String NAME = "Iluvatar";
  private static final int CORES_A_CARD = 100;
  private static final int SLOTS_A_CARD = 10;

  public IluvatarVcuda() {
    super(
        NAME,
        DeviceSection.of(
            "iluvatar",
            CardNames::countServed,
            CardNames.of(
                "iluvatar.ai/vgpu", "iluvatar.ai/vcuda-memory", "iluvatar.ai/vcuda-core")));
  }

  @Override
  public List<CardFamily> families(CardNames names, NodeFacts node, Hami hami) {
    return List.of(
        CardFamily.countedByCores(
            NAME,
            "vcuda",
            names,
            Gate.notZero(names.cores(), "iluvatar.resourceCoreName"),
            CORES_A_CARD,
            SLOTS_A_CARD,
            Unit.MEBIBYTES_256));
  }
}
