/**
 * What is made to go wrong on purpose, for people who test schedulers and controllers: which faults
 * there are, how people write them, and what they make of cards and of a resource's dealings with
 * the kubelet. When one begins and ends is the loop's business. No I/O, no clock.
 */
@NullMarked
package io.hami.mock.fault;

import org.jspecify.annotations.NullMarked;
