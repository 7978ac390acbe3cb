/**
 * Injected faults, for people who test schedulers and controllers: the known faults, how people
 * write them, and their effects on cards and on a resource's connection to the kubelet. {@code
 * Faults} injects, starts and ends them. No I/O, and no clock but the loop's.
 */
@NullMarked
package io.hami.mock.fault;

import org.jspecify.annotations.NullMarked;
