package io.hami.mock.app;

import io.hami.mock.cli.ConfigOptions;
import io.hami.mock.cli.ReadConfiguration;
import io.hami.mock.cluster.ConfigMaps;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.MissingConfig;
import io.hami.mock.file.ConfigFile;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.ConfigWriter;
import io.hami.mock.port.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where both configs come from: a file where one was given, else the ConfigMap. */
final class ConfigSources {
  private static final Path POD_NAMESPACE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
  private static final String DEFAULT_NAMESPACE = "kube-system";

  private static final Logger log = LoggerFactory.getLogger(ConfigSources.class);

  private ConfigSources() {}

  /** Only the files, for a run without a cluster. */
  static Map<ConfigKind, ConfigSource> files(ConfigOptions options, Supervisor supervisor) {
    Map<ConfigKind, ConfigSource> sources = new EnumMap<>(ConfigKind.class);
    options.files().forEach((kind, file) -> sources.put(kind, new ConfigFile(file, supervisor)));
    return sources;
  }

  /** Files, and ConfigMaps for those configs that have no file. */
  static Map<ConfigKind, ConfigSource> of(
      ConfigOptions options, ConfigMaps maps, Supervisor supervisor) {
    Map<ConfigKind, ConfigSource> sources = new EnumMap<>(ConfigKind.class);
    String namespace = namespace(options);
    options
        .maps()
        .forEach((kind, name) -> sources.put(kind, maps.watch(namespace, name, kind.key())));
    sources.putAll(files(options, supervisor));
    return sources;
  }

  /** The writer of the plugin's own config; empty where the config is a file or does not exist. */
  static Optional<ConfigWriter> writer(ConfigOptions options, ConfigMaps maps) {
    return options.files().containsKey(ConfigKind.PLUGIN)
        ? Optional.empty()
        : Optional.ofNullable(options.maps().get(ConfigKind.PLUGIN))
            .map(name -> maps.writer(namespace(options), name, ConfigKind.PLUGIN.key()));
  }

  /**
   * The current texts of the ConfigMaps, for the configs without a file. A ConfigMap that may not
   * be read is reported and left out.
   *
   * @param missing is given each ConfigMap that does not exist
   */
  static Map<ConfigKind, ReadConfiguration.Source> read(
      ConfigOptions options, ConfigMaps maps, Consumer<MissingConfig> missing) {
    Map<ConfigKind, ReadConfiguration.Source> texts = new EnumMap<>(ConfigKind.class);
    String namespace = namespace(options);
    options
        .maps()
        .forEach(
            (kind, name) -> {
              String origin = "ConfigMap " + namespace + "/" + name;
              try {
                if (!options.files().containsKey(kind)) {
                  maps.read(namespace, name, kind.key())
                      .ifPresentOrElse(
                          text -> texts.put(kind, new ReadConfiguration.Source(origin, text)),
                          () -> missing.accept(missing(kind, origin, namespace, name, maps)));
                }
              } catch (IOException failure) {
                log.warn("{}: {}; the defaults apply", origin, failure.getMessage());
              }
            });
    return texts;
  }

  private static MissingConfig missing(
      ConfigKind kind, String origin, String namespace, String name, ConfigMaps maps) {
    ConfigSource.Nearby there = maps.nearby(namespace, name);
    return new MissingConfig(
        kind,
        origin,
        MissingConfig.instead(kind, origin, there.keys(), there.namespaces(), there.names()));
  }

  static String namespace(ConfigOptions options) {
    return options.namespace().orElseGet(ConfigSources::ofThePod);
  }

  private static String ofThePod() {
    try {
      String namespace = Files.readString(POD_NAMESPACE).strip();
      return namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
    } catch (IOException _) {
      return DEFAULT_NAMESPACE;
    }
  }
}
