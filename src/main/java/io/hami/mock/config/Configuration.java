package io.hami.mock.config;

/**
 * Both configs as they are in force together.
 *
 * @param form names and formulas: HAMi's {@code device-config.yaml}, or the seed's flags
 * @param plugin the plugin's own {@code config.yaml}
 */
public record Configuration(Form form, PluginConfig plugin) {
  /** What is in force where nothing is configured: the seed's names (design decision 10). */
  public static final Configuration DEFAULTS =
      new Configuration(SeedNames.DEFAULTS, PluginConfig.DEFAULTS);
}
