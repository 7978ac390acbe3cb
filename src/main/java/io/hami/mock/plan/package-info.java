/**
 * What this node should advertise: every vendor's discovery in, a {@link io.hami.mock.model.Plan}
 * out. A pure function of what it is given, the plan before included; no I/O, no clock, nothing
 * remembered.
 */
@NullMarked
package io.hami.mock.plan;

import org.jspecify.annotations.NullMarked;
