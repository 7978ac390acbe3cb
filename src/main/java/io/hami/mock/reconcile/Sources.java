package io.hami.mock.reconcile;

import io.hami.mock.config.ConfigKind;
import java.util.Map;
import java.util.Optional;

/**
 * Where everything is learned from.
 *
 * @param node the own Node
 * @param configs by kind; a kind that is missing has the defaults for ever
 * @param writer what can change the plugin's own config; empty where nothing can
 */
public record Sources(
    FactsSource node, Map<ConfigKind, ConfigSource> configs, Optional<ConfigWriter> writer) {
  public Sources {
    configs = Map.copyOf(configs);
  }

  /** A Node and no config. */
  public static Sources of(FactsSource node) {
    return new Sources(node, Map.of(), Optional.empty());
  }
}
