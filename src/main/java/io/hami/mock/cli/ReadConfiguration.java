package io.hami.mock.cli;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.config.Problem;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.FileText;
import io.hami.mock.port.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads both configs once, for a command that prints a result and ends. */
public final class ReadConfiguration {
  private static final Logger log = LoggerFactory.getLogger(ReadConfiguration.class);

  private ReadConfiguration() {}

  /** A config's text and its origin. */
  public record Source(String origin, String text) {}

  /** The files that were given. */
  public static Map<ConfigKind, Source> files(ConfigOptions options) throws BadInput {
    Map<ConfigKind, Source> sources = new EnumMap<>(ConfigKind.class);
    for (Map.Entry<ConfigKind, Path> given : options.files().entrySet()) {
      sources.put(given.getKey(), new Source(given.getValue().toString(), text(given.getValue())));
    }
    return sources;
  }

  /**
   * The configuration of {@code sources}; a kind without a source has its defaults.
   *
   * @throws BadInput with all problems
   */
  public static Configuration of(Map<ConfigKind, Source> sources, Vendors vendors) throws BadInput {
    Configuration configuration = asServed(sources, vendors);
    BadInput.throwIf(wrongInventory(sources, configuration));
    return configuration;
  }

  /**
   * The same as the running plugin takes it: without an inventory that is wrong.
   *
   * @throws BadInput with all problems outside of the inventory
   */
  public static Configuration asServed(Map<ConfigKind, Source> sources, Vendors vendors)
      throws BadInput {
    DeviceConfig device = DeviceConfig.ABSENT;
    if (sources.get(ConfigKind.DEVICE) instanceof Source(String origin, String text)) {
      device = good(origin, vendors.readDeviceConfig(text));
    }
    PluginConfig plugin = PluginConfig.DEFAULTS;
    if (sources.get(ConfigKind.PLUGIN) instanceof Source(String origin, String text)) {
      plugin = good(origin, vendors.readPluginConfig(text));
    }
    return new Configuration(device, plugin);
  }

  /** What is wrong with the inventory; empty where it is right. */
  public static Optional<String> wrongInventory(
      Map<ConfigKind, Source> sources, Configuration configuration) {
    List<Problem> problems = configuration.plugin().inventory().problems();
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(sources.get(ConfigKind.PLUGIN))
            .map(source -> sentences(source.origin(), problems));
  }

  /**
   * The text of a file that a flag names.
   *
   * @throws BadInput when it is not there or cannot be read
   */
  public static String text(Path file) throws BadInput {
    try {
      return switch (FileText.of(Files.readAllBytes(file))) {
        case FileText.Good(String text) -> text;
        case FileText.Bad(String why) -> throw new BadInput(file + ": " + why);
      };
    } catch (NoSuchFileException _) {
      throw new BadInput("there is no file " + file + "; give the path of one that exists");
    } catch (IOException failure) {
      throw new BadInput("cannot read " + file + ": " + FileTrouble.of(failure));
    }
  }

  private static <T> T good(String origin, Parsed<T> parsed) throws BadInput {
    return switch (parsed) {
      case Parsed.Good<T>(T value, List<Problem> warnings) -> {
        warnings.forEach(warning -> log.warn("{}: {}", origin, warning));
        yield value;
      }
      case Parsed.Bad<T>(List<Problem> problems) -> throw new BadInput(sentences(origin, problems));
    };
  }

  private static String sentences(String origin, List<Problem> problems) {
    return problems.stream()
        .map(problem -> origin + ": " + problem)
        .collect(Collectors.joining("\n"));
  }
}
