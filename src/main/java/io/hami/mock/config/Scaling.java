package io.hami.mock.config;

/**
 * How NVIDIA's plugin makes more of its cards than there is (vendors 5); only applied to cards that
 * no plugin has described yet.
 *
 * @param splitCount deviceSplitCount: how many tasks may share a card, at least 1
 * @param memory deviceMemoryScaling
 * @param cores deviceCoreScaling
 */
public record Scaling(int splitCount, double memory, double cores) {
  /** HAMi's chart. */
  public static final Scaling CHART = new Scaling(10, 1, 1);

  /**
   * Scaled as HAMi's plugin does it: in binary floating point, cut off, and not at all for exactly
   * 1; so 24564 MiB by 1.1 are 27020.
   */
  public int memory(int mebibytes) {
    return memory == 1 ? mebibytes : cut(mebibytes * memory);
  }

  /** Percent of a card's compute: 0.57 makes 56. */
  public int percent() {
    return cut(cores * 100);
  }

  private static int cut(double value) {
    return (int) Math.max(0, value);
  }
}
