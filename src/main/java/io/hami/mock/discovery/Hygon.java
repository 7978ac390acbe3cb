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
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Hygon (docs/vendors.md 1.2): memory and compute of all cards. HAMi up to v2.10 calls the cards
 * DCU, and HCU since (HAMi #2969): other names, annotations and ids, with the same content. The
 * annotation of either is read, whichever names are configured.
 */
@Singleton
public final class Hygon extends Vendor<CardNames> {
  private static final String NAME = "Hygon";

  /** What HAMi calls the cards. */
  private enum Generation {
    DCU,
    HCU;

    /** The one that the name of the count belongs to; DCU for other names. */
    static Generation of(Optional<ResourceName> count) {
      return count.filter(name -> name.name().startsWith("hcu")).isPresent() ? HCU : DCU;
    }

    Generation other() {
      return this == DCU ? HCU : DCU;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    String register() {
      return "hami.io/node-" + word() + "-register";
    }

    /** The name of the count in HAMi's chart. */
    String count() {
      return "hygon.com/" + word() + "num";
    }
  }

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
    Generation generation = Generation.of(names.count());
    Gate gate = Gate.notZero(names.count(), "hygon.resourceCountName");
    Source.Described own = described(gate, generation);
    Source.Described other = described(gate, generation.other());
    boolean renamed = !own.describes(node) && other.describes(node);
    return List.of(
        CardFamily.of(
                NAME,
                NAME,
                renamed ? other.hinting(hint(generation)) : own,
                Offer.some(
                    names.count().map(Offer::slots).map(Offer::byVendor),
                    names
                        .memory()
                        .map(name -> Offer.memory(name, Unit.MEBIBYTE, Offer.factor(names))),
                    names.cores().map(name -> Offer.cores(name, Card::cores))))
            .inspected(Optional::of)
            .made(
                Making.of(card -> made(card, generation))
                    .handshake("hami.io/node-handshake-" + generation.word(), Handshake.Form.GO)
                    .binding(names.count(), generation.word(), ContainerView.NONE)));
  }

  private static Source.Described described(Gate gate, Generation generation) {
    return new Source.Described(gate, generation.register(), Encoding.TEXT);
  }

  private static String hint(Generation configured) {
    Generation found = configured.other();
    return ("the Node has %s, whose plugin serves %s: name that in hygon.resourceCountName, or"
            + " install the plugin for %s")
        .formatted(found.register(), found.count(), configured.count());
  }

  /** The vendor's plugin names a card by its serial number, 64 bits in hexadecimal. */
  private static Card made(InventoryCard card, Generation generation) {
    String serial = "%016x".formatted(card.id().getMostSignificantBits());
    Card made = Making.card(card, generation + "-" + serial, card.profile().slots(), "hami");
    return made.typed(made.type().replaceFirst("^DCU-", generation + "-"));
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
