package io.hami.mock.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Split factors that somebody asked for, each at least 1.
 *
 * @param values by what they are asked for
 */
public record Factors(Map<FactorScope, Integer> values) {
  public static final Factors NONE = new Factors(Map.of());

  public Factors {
    values = Map.copyOf(values);
    values.values().forEach(SplitFactor::requireValid);
  }

  /** The factor of a resource: its own, or else its vendor's; empty when neither was asked for. */
  public Optional<Integer> find(String vendor, VirtualResource resource) {
    return find(new FactorScope.OfResource(resource.name()))
        .or(
            () ->
                values.entrySet().stream()
                    .filter(entry -> entry.getKey().covers(vendor, resource))
                    .map(Map.Entry::getValue)
                    .findFirst());
  }

  /** What was asked for in that very scope. */
  public Optional<Integer> find(FactorScope scope) {
    return Optional.ofNullable(values.get(scope));
  }

  /** With {@code factor} asked for in {@code scope}. */
  public Factors with(FactorScope scope, int factor) {
    Map<FactorScope, Integer> next = new HashMap<>(values);
    next.put(scope, factor);
    return new Factors(next);
  }

  /** Without those whose scope is {@code unwanted}. */
  public Factors without(Predicate<FactorScope> unwanted) {
    return new Factors(
        values.entrySet().stream()
            .filter(entry -> !unwanted.test(entry.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
