package io.hami.mock.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * HAMi's {@code device-config.yaml}: a value for each section that the file has. For a vendor whose
 * section is missing, nothing is served.
 */
public final class DeviceConfig {
  /** There is no file: the names and formulas of the reference's command line are in force. */
  public static final DeviceConfig ABSENT = new DeviceConfig(true, Map.of());

  /** A file without a section. */
  public static final DeviceConfig EMPTY = new DeviceConfig(false, Map.of());

  private final boolean absent;
  private final Map<String, Object> sections;

  private DeviceConfig(boolean absent, Map<String, Object> sections) {
    this.absent = absent;
    this.sections = Map.copyOf(sections);
  }

  /** This config with {@code value} in {@code section}. */
  public <T> DeviceConfig with(DeviceSection<T> section, T value) {
    Map<String, Object> next = new HashMap<>(sections);
    next.put(section.key(), value);
    return new DeviceConfig(false, next);
  }

  /** The value of {@code section} in the file. */
  @SuppressWarnings("unchecked") // Only with() fills a section.
  public <T> Optional<T> find(DeviceSection<T> section) {
    return Optional.ofNullable((T) sections.get(section.key()));
  }

  /** Whether there is no file at all. */
  public boolean isAbsent() {
    return absent;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeviceConfig config
        && absent == config.absent
        && sections.equals(config.sections);
  }

  @Override
  public int hashCode() {
    return Objects.hash(absent, sections);
  }

  @Override
  public String toString() {
    return absent ? "no device config" : sections.toString();
  }
}
