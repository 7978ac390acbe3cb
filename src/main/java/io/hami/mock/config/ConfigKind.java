package io.hami.mock.config;

/** The two config files. */
public enum ConfigKind {
  /** HAMi's config, with the resource names of the vendors. */
  DEVICE("device-config.yaml", "-device-config"),
  /** The plugin's own config. */
  PLUGIN("config.yaml", "-config");

  private final String key;
  private final String flag;

  /**
   * @param flag how the flags begin that say where it is
   */
  ConfigKind(String key, String flag) {
    this.key = key;
    this.flag = flag;
  }

  /** The flag that names the ConfigMap. */
  String mapFlag() {
    return flag + "-map";
  }

  /** The flag that names the file. */
  public String fileFlag() {
    return flag + "-file";
  }

  /** The flags that say where the config is, for messages. */
  public String flags() {
    return mapFlag() + ", " + fileFlag() + " and -namespace";
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
