package io.hami.mock.discovery;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.NodeFacts;
import jakarta.inject.Singleton;
import java.util.List;

/** Vastai (docs/vendors.md 1.2): the slots of all cards, and nothing else. */
@Singleton
public final class Vastai extends Vendor<CardNames> {
  private static final String NAME = "Vastai";
  private static final DeviceSection<CardNames> SECTION =
      DeviceSection.of("vastai", CardNames::countOnly, CardNames.of("vastaitech.com/va", "", ""));

  public Vastai() {
    super(NAME, SECTION);
  }

  @Override
  public List<CardFamily> families(CardNames names, NodeFacts node, Hami hami) {
    return List.of(
        CardFamily.slotsOnly(NAME, "hami.io/node-va-register", names.count())
            .made(
                Making.ids("")
                    .handshake("hami.io/node-handshake-va", Handshake.Form.DOTTED)
                    .binding(names.count(), NAME, ContainerView.NONE)));
  }

  /** The figures are not documented; the memory is that of a test of HAMi's scheduler. */
  @Override
  public List<CardProfile> profiles() {
    return List.of(
        new CardProfile("vastai-va", NAME, NAME, "(not named)", "Vastai", 32768, 100, 1));
  }
}
