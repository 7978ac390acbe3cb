package io.hami.mock.discovery;

import io.hami.mock.annotation.Encoding;
import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Hygon DCU (docs/vendors.md 1.2): memory and compute of all cards. */
@Singleton
public final class Hygon extends Vendor<CardNames> {
  private static final String NAME = "Hygon";
  private static final DeviceSection<CardNames> SECTION =
      DeviceSection.of(
          "hygon",
          section -> CardNames.countRead(section).withFactorOf(section),
          CardNames.of("hygon.com/dcunum", "hygon.com/dcumem", "hygon.com/dcucores"));

  public Hygon() {
    super(NAME, SECTION);
  }

  @Override
  public List<CardFamily> families(CardNames names, NodeFacts node, Hami hami) {
    Gate gate = Gate.notZero(names.count(), "hygon.resourceCountName");
    return List.of(
        CardFamily.of(
                NAME,
                NAME,
                new Source.Described(gate, "hami.io/node-dcu-register", Encoding.TEXT),
                Offer.some(
                    names.count().map(Offer::slots).map(Offer::byVendor),
                    names
                        .memory()
                        .map(name -> Offer.memory(name, Unit.MEBIBYTE, Offer.factor(names))),
                    names.cores().map(name -> Offer.cores(name, Card::cores))))
            .inspected(Optional::of)
            .made(
                Making.of(Hygon::made)
                    .handshake("hami.io/node-handshake-dcu", Handshake.Form.GO)
                    .binding(names.count(), "dcu", ContainerView.NONE)));
  }

  /** The vendor's plugin names a card by its serial number, 64 bits in hexadecimal. */
  private static Card made(InventoryCard card) {
    String serial = "%016x".formatted(card.id().getMostSignificantBits());
    return Making.card(card, "DCU-" + serial, card.profile().slots(), "hami");
  }

  @Override
  public List<CardProfile> profiles() {
    return List.of(
        profile("hygon-bw1000", "BW1000", 65520),
        profile("hygon-k100-ai", "K100_AI", 65520),
        profile("hygon-z100l", "Z100L", 32752));
  }

  private static CardProfile profile(String name, String model, int memoryMiB) {
    return new CardProfile(name, NAME, NAME, model, "DCU-" + model, memoryMiB, 100, 4);
  }
}
