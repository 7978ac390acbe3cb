package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;

/**
 * The state of one resource between this plugin and the kubelet.
 *
 * @param units the units that the kubelet should have
 * @param listed the units in the present list; more than {@code units} while a shrink settles
 * @param streams how many ListAndWatch streams are open
 * @param detail text for people; empty if the state is enough
 * @param traffic the counts since this plugin started to serve the resource
 */
public record Publication(
    ResourceName name,
    State state,
    Units units,
    Units listed,
    int streams,
    String detail,
    Traffic traffic) {
  /**
   * Counts of messages and calls between this plugin and the kubelet for one resource.
   *
   * @param frameBytes the size of the present list in bytes; the limit is {@link
   *     io.hami.mock.model.FrameLimit#MAX_BYTES}
   * @param sends lists sent
   * @param registrations Register calls that the kubelet accepted
   * @param allocations Allocate calls
   */
  public record Traffic(int frameBytes, long sends, long registrations, long allocations) {
    public static final Traffic NONE = new Traffic(0, 0, 0, 0);
  }

  /** A publication without traffic counts. */
  public Publication(
      ResourceName name, State state, Units units, Units listed, int streams, String detail) {
    this(name, state, units, listed, streams, detail, Traffic.NONE);
  }

  /** Whether {@code other} differs at most in detail and traffic. */
  public boolean isAlike(Publication other) {
    return name.equals(other.name())
        && state == other.state()
        && units.equals(other.units())
        && listed.equals(other.listed())
        && streams == other.streams();
  }

  /** The states of a resource's endpoint. */
  public enum State {
    /** Its socket cannot be served: the detail says why. */
    NOT_SERVING,
    /** Its socket is served, but there is no kubelet to register with. */
    WAITING_FOR_KUBELET,
    /** It is being registered, for the first time or again. */
    REGISTERING,
    /** The kubelet has accepted the registration and not asked for the list yet. */
    REGISTERED,
    /** A stream is open and the kubelet has the list. */
    ADVERTISED,
    /** Another plugin serves the resource's name. */
    CONTENDED,
    /** An injected fault keeps it from being registered. */
    WITHHELD,
    /** Another instance of this plugin serves it, and was asked for the list later. */
    DISPLACED,
    /**
     * It is being withdrawn: its units become unhealthy, then leave the list, then its socket
     * closes.
     */
    WITHDRAWING,
    /** It has been withdrawn. */
    WITHDRAWN
  }
}
