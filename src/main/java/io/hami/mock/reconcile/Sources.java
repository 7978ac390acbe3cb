package io.hami.mock.reconcile;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.ConfigWriter;
import io.hami.mock.port.FactsSource;
import io.hami.mock.port.HardwareSource;
import java.util.Map;
import java.util.Optional;

/**
 * Where everything is learned from.
 *
 * @param node the own Node
 * @param configs by kind; a kind that is missing has the defaults for ever
 * @param writer what can change the plugin's own config; empty where nothing can
 * @param hardware what asks vendors' libraries; empty where nobody wants that
 * @param cluster empty without one
 */
public record Sources(
    FactsSource node,
    Map<ConfigKind, ConfigSource> configs,
    Optional<ConfigWriter> writer,
    Optional<HardwareSource> hardware,
    Optional<Cluster> cluster) {
  public Sources {
    configs = Map.copyOf(configs);
  }

  /** Without hardware, and without a contract. */
  public Sources(
      FactsSource node, Map<ConfigKind, ConfigSource> configs, Optional<ConfigWriter> writer) {
    this(node, configs, writer, Optional.empty(), Optional.empty());
  }

  /** A Node and no config. */
  public static Sources of(FactsSource node) {
    return new Sources(node, Map.of(), Optional.empty());
  }
}
