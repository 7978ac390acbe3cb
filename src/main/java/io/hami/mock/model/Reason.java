package io.hami.mock.model;

/**
 * Why something is not advertised, or not as it should be.
 *
 * @param kind for programs
 * @param text for people: the field, what was expected, the way out
 */
public record Reason(Kind kind, String text) {
  /** Every cause there is. */
  public enum Kind {
    /**
     * A quantity of the Node that must be there is not: no such cards, or their own plugin does not
     * run.
     */
    GATE,
    /** The vendor's plugin has not written its annotation. */
    NO_ANNOTATION,
    /** The annotation is there and cannot be read. */
    MALFORMED,
    /** The vendor's own plugin serves all there is to serve. */
    NOTHING_MISSING,
    /** The split factor leaves less than one unit. */
    FACTOR,
    /** More units than a kubelet's frame holds. */
    FRAME_LIMIT,
    /** More units than this kubelet can be told of without harm. */
    MANY_UNITS,
    /** Another family of this plugin has the name already. */
    NAME_TWICE,
    /** The name is one that a discovery reads, hence somebody else's. */
    NAME_READ,
    /** Another plugin serves the name. */
    CONTENDED,
    /** A plugin that has gone served the name, and the kubelet has not forgotten it yet. */
    REMEMBERED,
    /** The route that was asked for is not open. */
    ROUTE,
    /** Whether the route is open is not known yet. */
    RIGHT_UNKNOWN,
    /** The vendor's library is not there, or does not work here. */
    NO_HARDWARE,
    /** What an expression of the plugin's own config needs is not on the Node. */
    NO_SOURCE
  }

  @Override
  public String toString() {
    return text;
  }
}
