package io.hami.mock.config;

/** The two config files. */
public enum ConfigKind {
  /** HAMi's config, with the resource names of the vendors. */
  DEVICE("device-config.yaml"),
  /** The plugin's own config. */
  PLUGIN("config.yaml");

  private final String key;

  ConfigKind(String key) {
    this.key = key;
  }

  /** The config's key in a ConfigMap, and its file name in a mounted one. */
  public String key() {
    return key;
  }

  @Override
  public String toString() {
    return key;
  }
}
