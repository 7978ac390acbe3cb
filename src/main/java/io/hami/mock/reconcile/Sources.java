package io.hami.mock.reconcile;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.ConfigWriter;
import io.hami.mock.port.FactsSource;
import io.hami.mock.port.HardwareSource;
import io.hami.mock.port.LastGood;
import java.util.Map;
import java.util.Optional;

/**
 * The sources of the plugin's input.
 *
 * @param node the own Node
 * @param configs by kind; a kind that is missing always has its defaults
 * @param writer the writer of the plugin's own config; empty where it cannot be written
 * @param hardware asks vendors' libraries; empty where that is not enabled
 * @param cluster the API server; empty without one
 * @param lastGood the configs that an earlier start has kept
 */
public record Sources(
    FactsSource node,
    Map<ConfigKind, ConfigSource> configs,
    Optional<ConfigWriter> writer,
    Optional<HardwareSource> hardware,
    Optional<Cluster> cluster,
    LastGood lastGood) {
  public Sources {
    configs = Map.copyOf(configs);
  }

  /** Sources without hardware and without a cluster; no config is kept. */
  public Sources(
      FactsSource node, Map<ConfigKind, ConfigSource> configs, Optional<ConfigWriter> writer) {
    this(node, configs, writer, Optional.empty(), Optional.empty(), LastGood.NONE);
  }

  /** A Node without any config. */
  public static Sources of(FactsSource node) {
    return new Sources(node, Map.of(), Optional.empty());
  }
}
