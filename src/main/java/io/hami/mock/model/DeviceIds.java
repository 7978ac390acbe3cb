package io.hami.mock.model;

import java.util.Optional;

/**
 * Whose a set of device IDs is, as far as the IDs themselves tell. A set is ours when each of its
 * IDs is one that {@link UnitId} makes: a kubelet's checkpoint has healthy devices only, so any of
 * our units may be missing.
 *
 * @param whose what the IDs say
 * @param sample one of them for people, one that is not ours where there is one; empty where there
 *     are none
 */
public record DeviceIds(Whose whose, String sample) {
  public static final DeviceIds NONE = new DeviceIds(Whose.NOBODYS, "");

  /** The IDs of the Go mock-device-plugin, which this one replaces. */
  private static final String PREDECESSOR = "mock-devices-id-";

  /** Who has made them. */
  public enum Whose {
    /** There are none: the plugin has gone, or none of its devices is healthy. */
    NOBODYS,
    /** This plugin, in this life or an earlier one, or the one that it replaces. */
    OURS,
    /**
     * Decimal numbers only, as other plugins count their devices; ours only if fifty units before
     * them and all behind them are unhealthy.
     */
    NUMBERED,
    /** Another plugin. */
    OTHERS
  }

  /** Looks at IDs one after another and keeps none of them. */
  public static final class Tally {
    private boolean any;
    private boolean numbers = true;
    private boolean predecessor;
    private String sample = "";
    private Optional<String> foreign = Optional.empty();

    /** Takes the next one. */
    public void add(String id) {
      any = true;
      predecessor |= id.startsWith(PREDECESSOR);
      numbers &= id.chars().allMatch(letter -> letter >= '0' && letter <= '9');
      if (sample.isEmpty()) {
        sample = id;
      }
      if (foreign.isEmpty() && UnitId.index(id).isEmpty()) {
        foreign = Optional.of(id);
      }
    }

    /** What they say together. */
    public DeviceIds done() {
      if (!any) {
        return NONE;
      }
      if (predecessor) {
        return new DeviceIds(Whose.OURS, sample);
      }
      if (foreign.isPresent()) {
        return new DeviceIds(Whose.OTHERS, foreign.get());
      }
      return new DeviceIds(numbers ? Whose.NUMBERED : Whose.OURS, sample);
    }
  }
}
