/**
 * The loop that decides. Every event becomes a small task on one thread. The task computes the plan
 * from the newest facts, compares it with what is advertised, and passes on the difference. This
 * package knows no edge, only the ports ({@code io.hami.mock.port}).
 */
@NullMarked
package io.hami.mock.reconcile;

import org.jspecify.annotations.NullMarked;
