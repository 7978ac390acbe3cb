package io.hami.mock.discovery;

import io.hami.mock.model.Card;
import io.hami.mock.model.Layout;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * A resource that cards amount to: a figure of each card, summed.
 *
 * @param figure what one card adds: MiB of memory, whatever {@code unit} is, else {@code unit}s
 * @param server who serves it
 */
public record Offer(
    ResourceName name,
    Measure measure,
    Unit unit,
    SplitFactor factor,
    ToLongFunction<Card> figure,
    Server server) {
  /**
   * Who serves a resource of a vendor's cards. Of cards that are made up, this plugin serves all.
   */
  public enum Server {
    /** This plugin, of all cards. */
    PLUGIN,
    /** The vendor's own plugin, of all cards that are real. */
    VENDOR,
    /** The vendor's own plugin where it runs; else this one, of cards that the Node describes. */
    EITHER
  }

  /** A resource that this plugin serves. */
  public Offer(
      ResourceName name,
      Measure measure,
      Unit unit,
      SplitFactor factor,
      ToLongFunction<Card> figure) {
    this(name, measure, unit, factor, figure, Server.PLUGIN);
  }

  /** The same, served by the vendor's own plugin. */
  public Offer byVendor() {
    return new Offer(name, measure, unit, factor, figure, Server.VENDOR);
  }

  /** The same, served by either plugin. */
  public Offer byEither() {
    return new Offer(name, measure, unit, factor, figure, Server.EITHER);
  }

  public static Offer memory(ResourceName name, Unit unit, SplitFactor factor) {
    return new Offer(name, Measure.MEMORY, unit, factor, Card::memoryMiB);
  }

  /** Percent of a card's compute; {@code figure} says how a vendor's cards count it. */
  public static Offer cores(ResourceName name, ToLongFunction<Card> figure) {
    return new Offer(name, Measure.CORES, Unit.PERCENT, SplitFactor.ONE, figure);
  }

  /** Compute that is not counted in percent. */
  public static Offer cores(ResourceName name, Unit unit, ToLongFunction<Card> figure) {
    return new Offer(name, Measure.CORES, unit, SplitFactor.ONE, figure);
  }

  /** Memory of which a card has whole units only, as its vendor's plugin counts them. */
  public static Offer wholeUnitsOfMemory(ResourceName name, Unit unit) {
    int mebibytes = unit.mebibytes();
    return new Offer(
        name,
        Measure.MEMORY,
        unit,
        SplitFactor.ONE,
        card -> (long) card.memoryMiB() / mebibytes * mebibytes);
  }

  public static Offer cards(ResourceName name) {
    return new Offer(name, Measure.COUNT, Unit.SLOT, SplitFactor.ONE, _ -> 1);
  }

  public static Offer slots(ResourceName name) {
    return new Offer(name, Measure.COUNT, Unit.SLOT, SplitFactor.ONE, Card::slots);
  }

  /** HAMi's {@code memoryFactor}, which NVIDIA, Ascend and Hygon have, for memory only. */
  public static SplitFactor factor(CardNames names) {
    return names.memoryFactor() > 1
        ? new SplitFactor(names.memoryFactor(), SplitFactor.Origin.DEVICE_CONFIG)
        : SplitFactor.ONE;
  }

  /** Those of {@code offers} that have a name. */
  @SafeVarargs
  public static List<Offer> some(Optional<Offer>... offers) {
    List<Offer> some = new ArrayList<>();
    for (Optional<Offer> offer : offers) {
      offer.ifPresent(some::add);
    }
    return some;
  }

  /** Whether this plugin serves it of cards that a Node shows. */
  boolean onNode() {
    return server != Server.VENDOR;
  }

  /** Whether nobody but this plugin ever serves it. */
  boolean byPluginAlone() {
    return server == Server.PLUGIN;
  }

  /** So much of it, whosever it is. */
  public VirtualResource of(long quantity) {
    return new VirtualResource(name, measure, unit, Quantity.of(quantity), factor);
  }

  /** MiB are summed first and made units once, so that no card's remainder is lost. */
  VirtualResource of(List<Card> cards) {
    Quantity sum = Quantity.sum(cards, figure);
    int divisor = Math.max(1, unit.mebibytes());
    List<Layout.Share> shares =
        cards.stream()
            .map(
                card ->
                    new Layout.Share(
                        card.id(), card.numa(), card.healthy(), figure.applyAsLong(card)))
            .toList();
    return new VirtualResource(
        name, measure, unit, sum.dividedBy(divisor), factor, new Layout(shares, divisor, false));
  }
}
