/**
 * The one loop that decides, and the ports it decides through. Everything that happens becomes a
 * small task on one thread, which computes the plan from the newest facts, compares it with what is
 * advertised, and tells the publisher. Rooms at the edges implement the ports; this room knows none
 * of them.
 */
@NullMarked
package io.hami.mock.reconcile;

import org.jspecify.annotations.NullMarked;
