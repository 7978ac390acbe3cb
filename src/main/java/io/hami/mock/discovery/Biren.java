package io.hami.mock.discovery;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.ContainerView.Variable;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.NodeFacts;
import jakarta.inject.Singleton;
import java.util.List;

/** Biren (docs/vendors.md 1.2): the slots of all cards, and nothing else. */
@Singleton
public final class Biren extends Vendor<CardNames> {
  private static final String NAME = "Biren";
  private static final DeviceSection<CardNames> SECTION =
      DeviceSection.of("biren", CardNames::countOnly, CardNames.of("birentech.com/gpu", "", ""));
  private static final ContainerView VIEW =
      new ContainerView(List.of(new Variable.Ids("BR_PHY_CARDS")));

  public Biren() {
    super(NAME, SECTION);
  }

  @Override
  public List<CardFamily> families(CardNames names, NodeFacts node, Hami hami) {
    return List.of(
        CardFamily.slotsOnly(NAME, "hami.io/node-biren-register", names.count())
            .made(
                Making.ids("")
                    .handshake("hami.io/node-handshake-biren", Handshake.Form.DOTTED)
                    .binding(names.count(), NAME, VIEW)));
  }

  @Override
  public List<CardProfile> profiles() {
    return List.of(new CardProfile("biren", NAME, NAME, "(not named)", "Biren", 65024, 100, 1));
  }
}
