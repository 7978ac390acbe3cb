package io.hami.mock.reconcile;

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
 */
public record Publication(
    ResourceName name, State state, Units units, Units listed, int streams, String detail) {
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
    /** Another instance of this plugin has taken over the socket. */
    DISPLACED,
    /** It is on its way out: its units are unhealthy, then gone, then its socket closes. */
    WITHDRAWING,
    /** It has gone. */
    WITHDRAWN
  }
}
