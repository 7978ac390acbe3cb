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
 * A resource of cards: a figure of each card, summed.
 *
 * @param figure what one card adds: always MiB for memory, whatever {@code unit} is, otherwise
 *     {@code unit}s
 * @param server the plugin that serves it
 */
public record Offer(
    ResourceName name,
    Measure measure,
    Unit unit,
    SplitFactor factor,
    ToLongFunction<Card> figure,
    Server server) {
  /**
   * The plugin that serves a resource of a vendor's cards. For made-up cards this plugin serves all
   * resources.
   */
  public enum Server {
    /** This plugin, for all cards. */
    PLUGIN,
    /** The vendor's own plugin, for all real cards. */
    VENDOR,
    /**
     * The vendor's own plugin where it runs; else this plugin, for cards that the Node describes.
     */
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

  /** This resource, served by the vendor's own plugin. */
  public Offer byVendor() {
    return new Offer(name, measure, unit, factor, figure, Server.VENDOR);
  }

  /** This resource, served by either plugin. */
  public Offer byEither() {
    return new Offer(name, measure, unit, factor, figure, Server.EITHER);
  }

  public static Offer memory(ResourceName name, Unit unit, SplitFactor factor) {
    return new Offer(name, Measure.MEMORY, unit, factor, Card::memoryMiB);
  }

  /** Percent of compute; {@code figure} gives a card's percent. */
  public static Offer cores(ResourceName name, ToLongFunction<Card> figure) {
    return new Offer(name, Measure.CORES, Unit.PERCENT, SplitFactor.ONE, figure);
  }

  /** Compute that is not counted in percent. */
  public static Offer cores(ResourceName name, Unit unit, ToLongFunction<Card> figure) {
    return new Offer(name, Measure.CORES, unit, SplitFactor.ONE, figure);
  }

  /** Percent of memory, {@code percent} a card. */
  public static Offer percentOfMemory(ResourceName name, int percent) {
    return new Offer(name, Measure.PERCENTAGE, Unit.PERCENT, SplitFactor.ONE, _ -> percent);
  }

  /** Memory in whole units per card, as the vendor's plugin counts it. */
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

  /** HAMi's {@code memoryFactor}, for memory only; NVIDIA, Ascend and Hygon have it. */
  public static SplitFactor factor(CardNames names) {
    return names.memoryFactor() > 1
        ? new SplitFactor(names.memoryFactor(), SplitFactor.Origin.DEVICE_CONFIG)
        : SplitFactor.ONE;
  }

  /** Those of {@code offers} that are not empty. */
  @SafeVarargs
  public static List<Offer> some(Optional<Offer>... offers) {
    List<Offer> some = new ArrayList<>();
    for (Optional<Offer> offer : offers) {
      offer.ifPresent(some::add);
    }
    return some;
  }

  /** Whether this plugin serves the resource for cards that a Node shows. */
  boolean onNode() {
    return server != Server.VENDOR;
  }

  /** Whether only this plugin ever serves the resource. */
  boolean byPluginAlone() {
    return server == Server.PLUGIN;
  }

  /** The resource with this quantity, not divided among cards. */
  public VirtualResource of(long quantity) {
    return new VirtualResource(name, measure, unit, Quantity.of(quantity), factor);
  }

  /** MiB are summed first and converted to units once, so that no card's remainder is lost. */
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
