package io.hami.mock.config;

/**
 * Both configs that are in force together.
 *
 * @param device HAMi's {@code device-config.yaml}
 * @param plugin the plugin's own {@code config.yaml}
 */
public record Configuration(DeviceConfig device, PluginConfig plugin) {
  /** What is in force where nothing is configured (docs/architecture.md, decision 10). */
  public static final Configuration DEFAULTS =
      new Configuration(DeviceConfig.ABSENT, PluginConfig.DEFAULTS);
}
