package io.hami.mock.config;

import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Measure;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes split factors into a {@code config.yaml}. */
public final class FactorEdit {
  private FactorEdit() {}

  /**
   * The text of {@code yaml} with {@code factors} set in it. Everything else stays as it was,
   * including comments. Writing the same factors again changes nothing.
   *
   * @param reader of such a text
   * @throws IllegalArgumentException when {@code yaml} cannot be read as a config, or is written in
   *     a way that leaves no place for a factor (behind an alias, say)
   */
  public static String apply(
      String yaml, Factors factors, Function<String, Parsed<PluginConfig>> reader) {
    PluginConfig before = read(reader.apply(yaml));
    String text = yaml;
    for (FactorScope scope : inOrder(factors.values().keySet())) {
      text = YamlSplice.set(text, path(scope), factors.find(scope).orElseThrow().toString());
    }
    if (!(reader.apply(text) instanceof Parsed.Good<PluginConfig>(PluginConfig after, var _)
        && after.equals(with(before, factors)))) {
      throw new IllegalArgumentException(
          "this config.yaml is written in a way that a program cannot add to safely (anchors,"
              + " aliases, tags); write the factors into it by hand");
    }
    return text;
  }

  private static PluginConfig read(Parsed<PluginConfig> parsed) {
    return switch (parsed) {
      case Parsed.Good<PluginConfig>(PluginConfig config, var _) -> {
        if (!config.inventory().problems().isEmpty()) {
          throw new IllegalArgumentException(sentences(config.inventory().problems()));
        }
        yield config;
      }
      case Parsed.Bad<PluginConfig>(List<Problem> problems) ->
          throw new IllegalArgumentException(sentences(problems));
    };
  }

  private static String sentences(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
  }

  private static PluginConfig with(PluginConfig config, Factors factors) {
    Factors all = config.factors();
    for (Map.Entry<FactorScope, Integer> entry : factors.values().entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    return config.with(all);
  }

  private static List<FactorScope> inOrder(Set<FactorScope> scopes) {
    return scopes.stream()
        .sorted(Comparator.comparing(scope -> String.join("\n", path(scope))))
        .toList();
  }

  private static List<String> path(FactorScope scope) {
    return switch (scope) {
      case FactorScope.OfVendor(String vendor, Measure measure) ->
          List.of("vendors", vendor, measure == Measure.CORES ? "coreFactor" : "memoryFactor");
      case FactorScope.OfResource(var name) -> List.of("resources", name.toString(), "factor");
    };
  }
}
