package io.hami.mock.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * A section of HAMi's {@code device-config.yaml}, declared by the class of its vendor.
 *
 * @param key of the section in the file
 * @param reader reads the section from the whole file; empty where the file does not have it
 * @param chart the section's value in HAMi's chart
 */
public record DeviceSection<T>(String key, Function<Section, Optional<T>> reader, T chart) {
  /** A section that is one mapping of keys to values. */
  public static <T> DeviceSection<T> of(String key, Function<Section, T> reader, T chart) {
    return new DeviceSection<>(key, file -> file.section(key, reader), chart);
  }
}
