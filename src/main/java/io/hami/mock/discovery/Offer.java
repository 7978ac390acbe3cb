package io.hami.mock.discovery;

import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.model.Card;
import io.hami.mock.model.Layout;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A resource that described cards amount to: a figure of each card, summed.
 *
 * @param figure what one card adds: MiB of memory, whatever {@code unit} is, else {@code unit}s
 */
public record Offer(
    ResourceName name,
    Measure measure,
    Unit unit,
    SplitFactor factor,
    ToLongFunction<Card> figure) {
  static Offer memory(ResourceName name, Unit unit, SplitFactor factor) {
    return new Offer(name, Measure.MEMORY, unit, factor, Card::memoryMiB);
  }

  /** Percent of a card's compute; {@code figure} says how a vendor's cards count it. */
  static Offer cores(ResourceName name, ToLongFunction<Card> figure) {
    return new Offer(name, Measure.CORES, Unit.PERCENT, SplitFactor.ONE, figure);
  }

  /** Compute that is not counted in percent. */
  static Offer cores(ResourceName name, Unit unit, ToLongFunction<Card> figure) {
    return new Offer(name, Measure.CORES, unit, SplitFactor.ONE, figure);
  }

  /** Memory of which a card has whole units only, as its vendor's plugin counts them. */
  static Offer wholeUnitsOfMemory(ResourceName name, Unit unit) {
    int mebibytes = unit.mebibytes();
    return new Offer(
        name,
        Measure.MEMORY,
        unit,
        SplitFactor.ONE,
        card -> (long) card.memoryMiB() / mebibytes * mebibytes);
  }

  static Offer cards(ResourceName name) {
    return new Offer(name, Measure.COUNT, Unit.SLOT, SplitFactor.ONE, _ -> 1);
  }

  static Offer slots(ResourceName name) {
    return new Offer(name, Measure.COUNT, Unit.SLOT, SplitFactor.ONE, Card::slots);
  }

  /** HAMi's {@code memoryFactor}, which NVIDIA, Ascend and Hygon have, for memory only. */
  static SplitFactor factor(CardNames names) {
    return names.memoryFactor() > 1
        ? new SplitFactor(names.memoryFactor(), SplitFactor.Origin.DEVICE_CONFIG)
        : SplitFactor.ONE;
  }

  static List<ResourceName> names(List<Offer> offers) {
    return offers.stream().map(Offer::name).toList();
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
