package io.hami.mock.cli;

import io.hami.mock.config.ConfigKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the configs come from: a file where one is given, else the ConfigMap (docs/architecture.md,
 * decision 9).
 *
 * @param files the files that were given
 * @param maps the names of the ConfigMaps; a kind that is missing has none
 * @param namespace of the ConfigMaps; empty when neither the flag nor the environment sets it
 */
public record ConfigOptions(
    Map<ConfigKind, Path> files, Map<ConfigKind, String> maps, Optional<String> namespace) {
  public ConfigOptions {
    files = Map.copyOf(files);
    maps = Map.copyOf(maps);
  }
}
