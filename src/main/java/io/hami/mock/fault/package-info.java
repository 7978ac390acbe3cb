/**
 * What is made to go wrong on purpose, for people who test schedulers and controllers: which faults
 * there are, how people write them, and what they make of cards and of a resource's dealings with
 * the kubelet. {@code Faults} is where they are injected, begin and end. No I/O, and no clock but
 * the loop's.
 */
@NullMarked
package io.hami.mock.fault;

import org.jspecify.annotations.NullMarked;
