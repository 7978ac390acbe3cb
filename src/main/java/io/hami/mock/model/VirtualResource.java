package io.hami.mock.model;

/**
 * A resource of a family of cards, before it is split into units.
 *
 * @param name the resource name on the Node
 * @param measure what it counts
 * @param unit the unit of {@code quantity}
 * @param quantity the raw quantity, in {@code unit}
 * @param factor the factor from the family's configuration
 * @param layout how the quantity is divided among the cards
 */
public record VirtualResource(
    ResourceName name,
    Measure measure,
    Unit unit,
    Quantity quantity,
    SplitFactor factor,
    Layout layout) {
  /** A resource for which it does not matter which card holds how much. */
  public VirtualResource(
      ResourceName name, Measure measure, Unit unit, Quantity quantity, SplitFactor factor) {
    this(name, measure, unit, quantity, factor, Layout.NONE);
  }

  /** This resource with another quantity. */
  public VirtualResource with(Quantity other) {
    return new VirtualResource(name, measure, unit, other, factor, layout);
  }

  /** This resource with another layout. */
  public VirtualResource with(Layout other) {
    return new VirtualResource(name, measure, unit, quantity, factor, other);
  }
}
