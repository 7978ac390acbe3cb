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

/** The quantity on a Node without which a family's cards are not looked for. */
sealed interface Gate {
  /** No quantity is needed: the annotation says it all. */
  Gate NONE = new None();

  /** The quantities it looks at, which are therefore somebody else's. */
  Set<ResourceName> reads();

  Reading read(NodeFacts node);

  /** What a gate makes of a Node. */
  sealed interface Reading {
    /**
     * The gate is open.
     *
     * @param units the quantity, 0 to 2^31-1; a larger one is taken for that
     */
    record Open(long units) implements Reading {}

    /** The gate is closed, and why. */
    record Closed(Reason why) implements Reading {}
  }

  /**
   * Today's form: the quantity is in capacity and is not zero. {@code 500m} passes and counts as 1,
   * as Kubernetes rounds it; {@code -1} passes too, as it does in the mock that this plugin
   * replaces (vendors 2.5), and counts as 0.
   *
   * @param configured the name
   * @param key the configuration's key for the name
   */
  static Gate notZero(Optional<ResourceName> configured, String key) {
    return configured
        .<Gate>map(name -> new Capacity(name, false))
        .orElseGet(() -> new Unconfigured(key));
  }

  /** {@link #notZero}, but a negative quantity does not pass either. */
  static Gate positive(Optional<ResourceName> configured, String key) {
    return configured
        .<Gate>map(name -> new Capacity(name, true))
        .orElseGet(() -> new Unconfigured(key));
  }

  /** The seed's form: the quantity is in allocatable and is a whole number; 0 will do. */
  static Gate seed(ResourceName name) {
    return new Allocatable(name);
  }

  /** See {@link #NONE}. */
  record None() implements Gate {
    @Override
    public Set<ResourceName> reads() {
      return Set.of();
    }

    @Override
    public Reading read(NodeFacts node) {
      return new Reading.Open(0);
    }
  }

  /** A gate whose name the configuration leaves out: it never opens. */
  record Unconfigured(String key) implements Gate {
    @Override
    public Set<ResourceName> reads() {
      return Set.of();
    }

    @Override
    public Reading read(NodeFacts node) {
      return closed("the device config has no " + key + ", the name of the quantity to look for");
    }
  }

  /** See {@link #notZero} and {@link #positive}. */
  record Capacity(ResourceName name, boolean positive) implements Gate {
    @Override
    public Set<ResourceName> reads() {
      return Set.of(name);
    }

    @Override
    public Reading read(NodeFacts node) {
      return switch (node.capacity().get(name.toString())) {
        case null ->
            closed(
                "capacity has no " + name + ": the vendor's own device plugin is not running here");
        case String text -> {
          BigDecimal quantity = KubernetesQuantity.parse(text).orElse(BigDecimal.ZERO);
          boolean open = positive ? quantity.signum() > 0 : quantity.signum() != 0;
          yield open
              ? new Reading.Open(units(quantity))
              : closed(
                  "capacity %s is %s: the vendor's own device plugin has no card to offer"
                      .formatted(name, text));
        }
      };
    }
  }

  /** See {@link #seed}. */
  record Allocatable(ResourceName name) implements Gate {
    @Override
    public Set<ResourceName> reads() {
      return Set.of(name);
    }

    @Override
    public Reading read(NodeFacts node) {
      Map<String, String> allocatable = node.allocatable();
      return switch (allocatable.get(name.toString())) {
        case null ->
            closed(
                "allocatable has no "
                    + name
                    + ": the vendor's own device plugin is not running here");
        case String text ->
            KubernetesQuantity.parse(text)
                .filter(quantity -> quantity.signum() >= 0)
                .filter(quantity -> quantity.stripTrailingZeros().scale() <= 0)
                .<Reading>map(quantity -> new Reading.Open(units(quantity)))
                .orElseGet(
                    () ->
                        closed(
                            "allocatable %s is %s, not a whole number of at least 0"
                                .formatted(name, text)));
      };
    }
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
