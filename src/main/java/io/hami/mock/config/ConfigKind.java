package io.hami.mock.config;

/** The two config files. */
public enum ConfigKind {
  /** HAMi's config, with the resource names of the vendors. */
  DEVICE("device-config.yaml", "-device-config-file"),
  /** The plugin's own config. */
  PLUGIN("config.yaml", "-config-file");

  private final String key;
  private final String flag;

  ConfigKind(String key, String flag) {
    this.key = key;
    this.flag = flag;
  }

  /** The config's key in a ConfigMap, and its file name in a mounted one. */
  public String key() {
    return key;
  }

  /** The flag that names a file of this kind, for messages. */
  String flag() {
    return flag;
  }

  @Override
  public String toString() {
    return key;
  }
}
