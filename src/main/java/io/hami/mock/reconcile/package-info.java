/**
 * The one loop that decides. Everything that happens becomes a small task on one thread, which
 * computes the plan from the newest facts, compares it with what is advertised, and hands the
 * difference out. It knows no edge, only the ports ({@code io.hami.mock.port}).
 */
@NullMarked
package io.hami.mock.reconcile;

import org.jspecify.annotations.NullMarked;
