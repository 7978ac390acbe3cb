package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;

/**
 * Where one resource stands between this plugin and the kubelet.
 *
 * @param units what is wanted of the kubelet
 * @param listed what the kubelet is told at this moment; more than {@code units} while a shrink
 *     settles
 * @param streams open ListAndWatch streams
 * @param detail for people; empty where the state says it all
 * @param traffic what has passed since this plugin started to serve it
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
   * What has passed between this plugin and the kubelet for one resource.
   *
   * @param frameBytes the size of the list as it is now; the limit is {@link
   *     io.hami.mock.model.FrameLimit#MAX_BYTES}
   * @param sends lists sent
   * @param registrations Register calls that the kubelet took
   * @param allocations Allocate calls
   */
  public record Traffic(int frameBytes, long sends, long registrations, long allocations) {
    public static final Traffic NONE = new Traffic(0, 0, 0, 0);
  }

  /** A publication of which nothing is known of traffic. */
  public Publication(
      ResourceName name, State state, Units units, Units listed, int streams, String detail) {
    this(name, state, units, listed, streams, detail, Traffic.NONE);
  }

  /** Whether {@code other} differs in nothing but words and traffic. */
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
    /** It is served; no kubelet is there to register with. */
    WAITING_FOR_KUBELET,
    /** It is being registered, again if need be. */
    REGISTERING,
    /** The kubelet has taken the registration and not asked for the list yet. */
    REGISTERED,
    /** A stream is open and the kubelet has the list. */
    ADVERTISED,
    /** Another plugin serves the name. */
    CONTENDED,
    /** A fault that is injected keeps it from being registered. */
    WITHHELD,
    /** Another instance of this plugin serves it, and was asked for the list later. */
    DISPLACED,
    /** It is on its way out: its units are unhealthy, then gone, then its socket closes. */
    WITHDRAWING,
    /** It has gone. */
    WITHDRAWN
  }
}
