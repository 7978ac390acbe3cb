/**
 * Completes what HAMi's scheduler began when it bound a pod to this Node: the devices that it
 * chose, the phase on the pod, the lock on the Node. Nothing else is written to a pod.
 */
@NullMarked
package io.hami.mock.binding;

import org.jspecify.annotations.NullMarked;
