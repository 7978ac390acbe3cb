package io.hami.mock.model;

/**
 * How much of the raw quantity one advertised unit stands for.
 *
 * @param value at least 1
 * @param origin where the factor was set; later constants of {@link Origin} take precedence over
 *     earlier ones
 */
public record SplitFactor(int value, Origin origin) {
  /** No division: no factor is set. */
  public static final SplitFactor ONE = new SplitFactor(1, Origin.DEFAULT);

  /** Where a factor comes from, lowest precedence first (docs/architecture.md, decision 1). */
  public enum Origin {
    DEFAULT("default"),
    DEVICE_CONFIG("device config"),
    PLUGIN_CONFIG("plugin config"),
    OPERATOR("operator");

    private final String text;

    Origin(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  public SplitFactor {
    requireValid(value);
  }

  static void requireValid(int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "a split factor is a whole number of at least 1, not " + value);
    }
  }
}
