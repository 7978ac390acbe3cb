/**
 * What this node should advertise: takes every vendor's discovery and returns a {@link
 * io.hami.mock.model.Plan}. A pure function of its input, which includes the previous plan; no I/O,
 * no clock, no state.
 */
@NullMarked
package io.hami.mock.plan;

import org.jspecify.annotations.NullMarked;
