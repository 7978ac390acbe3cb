package io.hami.mock.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The release of the Node's kubelet, and the differences between releases that matter to a device
 * plugin.
 *
 * @param major 0 where the release is not known
 */
public record KubeletVersion(int major, int minor) {
  public static final KubeletVersion UNKNOWN = new KubeletVersion(0, 0);

  /**
   * The largest number of units of one resource that is harmless for a kubelet that tracks single
   * units ({@link #tracksUnits}). When a thousand units change while pods hold a thousand, that
   * kubelet needs a tenth of a second.
   */
  public static final int FEW_UNITS = 1_000;

  private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(\\D.*)?");

  /** Parses a text such as {@code v1.37.2}; {@link #UNKNOWN} where it is no version. */
  public static KubeletVersion parse(String text) {
    Matcher version = FORM.matcher(text);
    return version.matches()
        ? new KubeletVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)))
        : UNKNOWN;
  }

  public boolean isKnown() {
    return major > 0;
  }

  /**
   * Whether this kubelet tracks single units (1.36 and later; docs/kubelet.md 2.3, 3.4.1): it lists
   * each unit that a pod holds in the pod's status, and it searches for each unit whose health
   * changes among all units that pods hold. Everything else in the kubelet waits for that search.
   */
  public boolean tracksUnits() {
    return isAtLeast(1, 36);
  }

  /**
   * Whether the kubelet searches for a unit among those of all resources, not only its own (1.36).
   */
  public boolean looksUpEveryResource() {
    return tracksUnits() && !isAtLeast(1, 37);
  }

  /**
   * Whether a resource may be registered again while its older stream is open. From 1.25 to 1.36
   * the end of the older stream also ends the newer one (docs/kubelet.md 1.5). False where the
   * release is not known.
   */
  public boolean allowsOverlap() {
    return isKnown() && (!isAtLeast(1, 25) || isAtLeast(1, 37));
  }

  private boolean isAtLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }

  @Override
  public String toString() {
    return isKnown() ? major + "." + minor : "unknown";
  }
}
