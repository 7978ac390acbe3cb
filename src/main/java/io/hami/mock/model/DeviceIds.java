package io.hami.mock.model;

import java.util.Optional;

/**
 * Which plugin made a set of device IDs, as far as the IDs show it. The set is this plugin's when
 * {@link UnitId} can make each of the IDs. Any of the plugin's units may be missing, because a
 * kubelet's checkpoint has healthy devices only.
 *
 * @param whose the plugin that made the IDs
 * @param sample one of the IDs for messages, preferably one that this plugin did not make; empty
 *     where there are no IDs
 */
public record DeviceIds(Whose whose, String sample) {
  public static final DeviceIds NONE = new DeviceIds(Whose.NOBODYS, "");

  /** How many units come before the first ones whose IDs are decimal numbers. */
  public static final int BEFORE_NUMBERS = 50;

  /** The IDs of the Go mock-device-plugin, which this one replaces. */
  private static final String PREDECESSOR = "mock-devices-id-";

  /** The plugin that made the IDs. */
  public enum Whose {
    /** There are no IDs: the plugin has gone, or none of its devices is healthy. */
    NOBODYS,
    /**
     * This plugin, in this process or an earlier one, or the Go mock-device-plugin that it
     * replaces.
     */
    OURS,
    /**
     * Decimal numbers only, as other plugins number their devices. Such IDs can be this plugin's
     * only if the fifty units before them and all units after them are unhealthy.
     */
    NUMBERED,
    /** Another plugin. */
    OTHERS
  }

  /** Classifies IDs one after another without keeping them. */
  public static final class Tally {
    private boolean any;
    private boolean numbers = true;
    private boolean predecessor;
    private String sample = "";
    private Optional<String> foreign = Optional.empty();

    /** Adds the next ID. */
    public void add(String id) {
      any = true;
      predecessor |= id.startsWith(PREDECESSOR);
      numbers &= id.chars().allMatch(letter -> letter >= '0' && letter <= '9');
      // The least one, since a kubelet writes them in another order each time.
      if (sample.isEmpty() || id.compareTo(sample) < 0) {
        sample = id;
      }
      if (foreign.filter(least -> least.compareTo(id) <= 0).isEmpty()
          && UnitId.index(id).isEmpty()) {
        foreign = Optional.of(id);
      }
    }

    /** The result for all IDs that were added. */
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
