package io.hami.mock.model;

/**
 * A resource that a family of cards amounts to, before it is split into units.
 *
 * @param name what it is called on the Node
 * @param measure what it counts
 * @param unit what one of {@code quantity} is
 * @param quantity the raw quantity, in {@code unit}
 * @param factor the factor that came with the family's configuration
 * @param layout which card holds how much of it
 */
public record VirtualResource(
    ResourceName name,
    Measure measure,
    Unit unit,
    Quantity quantity,
    SplitFactor factor,
    Layout layout) {
  /** A resource of which it does not matter which card holds how much. */
  public VirtualResource(
      ResourceName name, Measure measure, Unit unit, Quantity quantity, SplitFactor factor) {
    this(name, measure, unit, quantity, factor, Layout.NONE);
  }

  /** The same, of another quantity. */
  public VirtualResource with(Quantity other) {
    return new VirtualResource(name, measure, unit, other, factor, layout);
  }

  /** The same, otherwise laid out. */
  public VirtualResource with(Layout other) {
    return new VirtualResource(name, measure, unit, quantity, factor, other);
  }
}
