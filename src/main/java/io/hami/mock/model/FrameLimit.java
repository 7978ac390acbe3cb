package io.hami.mock.model;

/**
 * How many units a ListAndWatch message can hold. A kubelet accepts 4,194,304 bytes and ends the
 * stream when a message is one byte larger (docs/kubelet.md 3.1). A device with an ID of n bytes
 * and the health {@code Healthy} takes n + 13 of these bytes.
 */
public final class FrameLimit {
  private static final int DEVICE_OVERHEAD = 13;

  /** The largest message a kubelet takes, in bytes. */
  public static final int MAX_BYTES = 4_194_304;

  /** The most units that fit, all healthy: 262,408. */
  public static final int MAX_UNITS = maxUnits();

  private FrameLimit() {}

  /** Bytes of a message that lists {@code units} healthy units, 0 to {@link UnitId#MAX_UNITS}. */
  public static int bytes(int units) {
    int one = Math.min(units, 64);
    int two = Math.clamp(units - 64L, 0, 4_096);
    int three = Math.max(units - 4_160, 0);
    return one * (DEVICE_OVERHEAD + 1)
        + two * (DEVICE_OVERHEAD + 2)
        + three * (DEVICE_OVERHEAD + 3);
  }

  private static int maxUnits() {
    int three = (MAX_BYTES - bytes(4_160)) / (DEVICE_OVERHEAD + 3);
    return 4_160 + three;
  }
}
