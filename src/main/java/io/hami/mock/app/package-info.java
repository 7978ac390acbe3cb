/**
 * {@code main}, the wiring of the other rooms, and what the process does for itself: its start, its
 * end, and what it gives back when it rests. Nothing here decides what is advertised.
 */
@NullMarked
package io.hami.mock.app;

import org.jspecify.annotations.NullMarked;
