package io.hami.mock.config;

/** The two configs there are. */
public enum ConfigKind {
  /** HAMi's: which names the vendors' resources have. */
  DEVICE("device-config.yaml"),
  /** The plugin's own. */
  PLUGIN("config.yaml");

  private final String key;

  ConfigKind(String key) {
    this.key = key;
  }

  /** Its key in a ConfigMap, and its file name in a mounted one. */
  public String key() {
    return key;
  }

  @Override
  public String toString() {
    return key;
  }
}
