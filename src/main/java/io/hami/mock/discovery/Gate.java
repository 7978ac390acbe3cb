package io.hami.mock.discovery;

import io.hami.mock.model.KubernetesQuantity;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The quantity that a Node must have before a family's cards are looked for.
 *
 * @param reads the quantities that the gate reads, which therefore belong to other plugins
 * @param reading evaluates the gate on a Node
 */
public record Gate(Set<ResourceName> reads, Function<NodeFacts, Reading> reading) {
  /** No quantity is needed: the annotation alone is enough. */
  public static final Gate NONE = new Gate(Set.of(), _ -> new Reading.Open(0));

  public Gate {
    reads = Set.copyOf(reads);
  }

  /** The result of a gate on a Node. */
  public sealed interface Reading {
    /**
     * The gate is open.
     *
     * @param units the quantity, 0 to 2^31-1; a larger one counts as 2^31-1
     */
    record Open(long units) implements Reading {}

    /** The gate is closed, and why. */
    record Closed(Reason why) implements Reading {}
  }

  /**
   * The quantity is in capacity and is not zero. {@code 500m} passes and counts as 1, as Kubernetes
   * rounds it. {@code -1} passes too, as in the mock that this plugin replaces (docs/vendors.md
   * 2.5), and counts as 0.
   *
   * @param configured the name; without a name the gate never opens
   * @param key the configuration's key for the name
   */
  public static Gate notZero(Optional<ResourceName> configured, String key) {
    return capacity(configured, key, quantity -> quantity.signum() != 0);
  }

  /** Like {@link #notZero}, but a negative quantity does not pass. */
  public static Gate positive(Optional<ResourceName> configured, String key) {
    return capacity(configured, key, quantity -> quantity.signum() > 0);
  }

  private static Gate capacity(
      Optional<ResourceName> configured, String key, Predicate<BigDecimal> opens) {
    return configured
        .map(
            name ->
                of(
                    name,
                    "capacity",
                    NodeFacts::capacity,
                    quantity -> quantity.or(() -> Optional.of(BigDecimal.ZERO)).filter(opens),
                    ": the vendor's own device plugin offers no card"))
        .orElseGet(
            () ->
                new Gate(
                    Set.of(),
                    _ ->
                        closed(
                            "the device config has no "
                                + key
                                + ", which names the vendor's own resource")));
  }

  /** The reference's gate: the quantity is in allocatable and is a whole number; 0 passes. */
  public static Gate reference(ResourceName name) {
    return of(
        name,
        "allocatable",
        NodeFacts::allocatable,
        quantity ->
            quantity
                .filter(number -> number.signum() >= 0)
                .filter(number -> number.stripTrailingZeros().scale() <= 0),
        ", not a whole number of at least 0");
  }

  private static Gate of(
      ResourceName name,
      String place,
      Function<NodeFacts, Map<String, String>> quantities,
      Function<Optional<BigDecimal>, Optional<BigDecimal>> opens,
      String otherwise) {
    return new Gate(
        Set.of(name),
        node ->
            switch (quantities.apply(node).get(name.toString())) {
              case null ->
                  closed(
                      "%s has no %s: the vendor's own device plugin is not running here"
                          .formatted(place, name));
              case String text ->
                  opens
                      .apply(KubernetesQuantity.parse(text))
                      .<Reading>map(quantity -> new Reading.Open(units(quantity)))
                      .orElseGet(
                          () -> closed("%s %s is %s%s".formatted(place, name, text, otherwise)));
            });
  }

  /** This gate, closed where {@code doubt} has a reason against the quantity on a Node. */
  Gate unless(BiFunction<NodeFacts, Long, Optional<Reason>> doubt) {
    return new Gate(
        reads,
        node ->
            switch (reading.apply(node)) {
              case Reading.Open open ->
                  doubt.apply(node, open.units()).<Reading>map(Reading.Closed::new).orElse(open);
              case Reading.Closed closed -> closed;
            });
  }

  Reading read(NodeFacts node) {
    return reading.apply(node);
  }

  /**
   * Whether the plugin that serves the gate's quantity has ended: a kubelet then keeps capacity for
   * some minutes and sets allocatable to 0, and HAMi's scheduler uses none of the cards.
   */
  boolean isDead(NodeFacts node) {
    return reads.stream()
        .anyMatch(
            name ->
                node.allocatable(name).filter(left -> left.signum() == 0).isPresent()
                    && node.capacity(name).filter(all -> all.signum() > 0).isPresent());
  }

  private static Reading closed(String text) {
    return new Reading.Closed(new Reason(Reason.Kind.GATE, text));
  }

  private static long units(BigDecimal quantity) {
    return quantity
        .max(BigDecimal.ZERO)
        .min(BigDecimal.valueOf(Integer.MAX_VALUE))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }
}
