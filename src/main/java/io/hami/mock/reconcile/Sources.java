package io.hami.mock.reconcile;

import io.hami.mock.config.ConfigKind;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Where everything is learned from.
 *
 * @param node the own Node
 * @param configs by kind; a kind that is missing has the defaults for ever
 * @param writer what can change the plugin's own config; empty where nothing can
 * @param hardware what asks vendors' libraries; empty where nobody wants that
 * @param cluster what HAMi's contract needs of it; empty without a cluster
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

  /**
   * What HAMi's contract needs of a cluster.
   *
   * @param node writes its annotations
   * @param status writes its status
   * @param pods that are bound to it
   * @param name its name
   * @param lock reads one of its annotations anew, for a lock is younger than what a watch saw last
   */
  public record Cluster(
      NodeWriter node, NodeStatus status, Pods pods, String name, LockReader lock) {}

  /** Reads an annotation of the Node as it is now; blocks. */
  @FunctionalInterface
  public interface LockReader {
    /** Empty where there is no such annotation. */
    Optional<String> read(String key) throws IOException;
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
