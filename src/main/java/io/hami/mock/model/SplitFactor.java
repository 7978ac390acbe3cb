package io.hami.mock.model;

/**
 * How much of the raw quantity one advertised unit stands for.
 *
 * @param value at least 1
 * @param origin who said so; the later constants of {@link Origin} beat the earlier ones
 */
public record SplitFactor(int value, Origin origin) {
  /** No division, because nobody asked for one. */
  public static final SplitFactor ONE = new SplitFactor(1, Origin.DEFAULT);

  /** Where a factor comes from, weakest first (design decision 1). */
  public enum Origin {
    DEFAULT,
    DEVICE_CONFIG,
    PLUGIN_CONFIG,
    OPERATOR
  }

  public SplitFactor {
    if (value < 1) {
      throw new IllegalArgumentException(
          "a split factor is a whole number of at least 1, not " + value);
    }
  }
}
