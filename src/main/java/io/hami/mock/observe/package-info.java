/**
 * What tools watch: health indicators, metrics, and Events about what an operator must not miss.
 * All of it is read off the loop's snapshots.
 */
@NullMarked
package io.hami.mock.observe;

import org.jspecify.annotations.NullMarked;
