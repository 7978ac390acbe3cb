package io.hami.mock.reconcile;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.MissingConfig;
import io.hami.mock.config.Problem;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configs at one moment.
 *
 * @param inForce empty until both configs have been read and were valid once
 * @param generation counts the configurations that came into force, from 1; 0 before the first
 * @param since when the current one came into force
 * @param statuses the status of each config
 */
public record ConfigState(
    Optional<Configuration> inForce,
    long generation,
    Instant since,
    Map<ConfigKind, ConfigStatus> statuses) {
  public static final ConfigState INITIAL =
      new ConfigState(Optional.empty(), 0, Instant.EPOCH, Map.of());

  public ConfigState {
    statuses = Map.copyOf(statuses);
  }

  /** The configs that were looked for and do not exist. */
  public List<MissingConfig> missing() {
    return Arrays.stream(ConfigKind.values())
        .flatMap(
            kind ->
                statuses.get(kind) instanceof ConfigStatus status && status.isMissing()
                    ? Stream.of(
                        new MissingConfig(
                            kind,
                            status.origin(),
                            status.warnings().stream().findFirst().map(Problem::message)))
                    : Stream.of())
        .toList();
  }

  /** Why configs cannot be read now, a sentence each. */
  List<String> troubles() {
    return statuses.values().stream()
        .flatMap(status -> status.trouble().stream().map(why -> status.origin() + ": " + why))
        .sorted()
        .toList();
  }

  /** All problems of the configs, a sentence each. */
  public List<String> complaints() {
    return Arrays.stream(ConfigKind.values())
        .map(statuses::get)
        .flatMap(status -> status == null ? Stream.of() : status.complaints().stream())
        .toList();
  }
}
