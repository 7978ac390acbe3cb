/**
 * What monitoring tools read: health indicators, metrics, and Events for operators. All of it is
 * read from the loop's snapshots.
 */
@NullMarked
package io.hami.mock.observe;

import org.jspecify.annotations.NullMarked;
