package io.hami.mock.config;

import java.util.Collection;
import java.util.Optional;

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

  /**
   * HAMi's chart names its ConfigMap {@code <release>-scheduler-device}, or {@code
   * <release>-hami-scheduler-device}: the one of {@code names} that is such a one.
   */
  Optional<String> ofAnotherRelease(Collection<String> names) {
    return this == DEVICE
        ? names.stream().filter(name -> name.endsWith("-scheduler-device")).sorted().findFirst()
        : Optional.empty();
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
