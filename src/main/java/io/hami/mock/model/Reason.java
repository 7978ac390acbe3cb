package io.hami.mock.model;

import java.util.Locale;

/**
 * Why something is not advertised, or not as it should be.
 *
 * @param kind for programs
 * @param text for people: the field, what was expected, and how to correct it
 */
public record Reason(Kind kind, String text) {
  /** The causes. */
  public enum Kind {
    /**
     * A quantity that must be on the Node is missing: there are no such cards, or the vendor's own
     * plugin does not run.
     */
    GATE,
    /** The vendor's plugin has not written its annotation. */
    NO_ANNOTATION,
    /** The annotation is there and cannot be read. */
    MALFORMED,
    /** The split factor leaves less than one unit. */
    FACTOR,
    /** There are more units than fit into a message that the kubelet accepts. */
    FRAME_LIMIT,
    /** There are more units than this kubelet can handle without harm. */
    MANY_UNITS,
    /** Another family of this plugin has the name already. */
    NAME_TWICE,
    /** A discovery reads this name from the Node, so it belongs to another plugin. */
    NAME_READ,
    /** Another plugin serves the name. */
    CONTENDED,
    /** A plugin that has gone served the name, and the kubelet still remembers it. */
    REMEMBERED,
    /** The Node that is explained shows a number of it, and nothing tells whose that is. */
    UNACCOUNTED,
    /** The requested route cannot be used. */
    ROUTE,
    /** It is not known yet whether the route can be used. */
    RIGHT_UNKNOWN,
    /** The vendor's library is not there, or does not work here. */
    NO_HARDWARE,
    /** The Node does not have what an expression of the plugin's own config needs. */
    NO_SOURCE;

    /** The kind as a word for metrics: {@code no-annotation}. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
