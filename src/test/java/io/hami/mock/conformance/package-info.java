/**
 * The conformance checklist of the kubelet contract as a suite: each behaviour that can be seen
 * from outside is a test with its number in its name, against the embedded kubelet in both its
 * kinds. {@code docs/conformance.md} is its table. What concerns one room alone is tested in that
 * room, with the number in the name as well.
 */
@NullMarked
package io.hami.mock.conformance;

import org.jspecify.annotations.NullMarked;
