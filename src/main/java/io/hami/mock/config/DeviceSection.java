package io.hami.mock.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * A section of HAMi's {@code device-config.yaml}, as the vendor declares it that the section is
 * about.
 *
 * @param key of the section in the file
 * @param reader takes the section out of the whole file; empty where the file does not have it
 * @param chart what HAMi's chart has in the section
 */
public record DeviceSection<T>(String key, Function<Section, Optional<T>> reader, T chart) {
  /** A section that is one mapping of keys to values. */
  public static <T> DeviceSection<T> of(String key, Function<Section, T> reader, T chart) {
    return new DeviceSection<>(key, file -> file.section(key, reader), chart);
  }
}
