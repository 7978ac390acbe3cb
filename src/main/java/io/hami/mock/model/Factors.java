package io.hami.mock.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Split factors that a config or an operator sets, each at least 1.
 *
 * @param values the factors, by scope
 */
public record Factors(Map<FactorScope, Integer> values) {
  public static final Factors NONE = new Factors(Map.of());

  public Factors {
    values = Map.copyOf(values);
    values.values().forEach(SplitFactor::requireValid);
  }

  /** The factor of a resource: its own, or else its vendor's; empty when neither is set. */
  public Optional<Integer> find(String vendor, VirtualResource resource) {
    return find(new FactorScope.OfResource(resource.name()))
        .or(
            () ->
                values.entrySet().stream()
                    .filter(entry -> entry.getKey().covers(vendor, resource))
                    .map(Map.Entry::getValue)
                    .findFirst());
  }

  /** The factor that is set for exactly this scope. */
  public Optional<Integer> find(FactorScope scope) {
    return Optional.ofNullable(values.get(scope));
  }

  /** These factors, with {@code factor} set for {@code scope}. */
  public Factors with(FactorScope scope, int factor) {
    Map<FactorScope, Integer> next = new HashMap<>(values);
    next.put(scope, factor);
    return new Factors(next);
  }

  /** These factors, without those whose scope is {@code unwanted}. */
  public Factors without(Predicate<FactorScope> unwanted) {
    return new Factors(
        values.entrySet().stream()
            .filter(entry -> !unwanted.test(entry.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
