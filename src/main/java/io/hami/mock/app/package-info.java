/**
 * {@code main}, the wiring of the other rooms, and the process itself: its start, its end, and the
 * memory that it returns when idle. Nothing here decides what is advertised.
 */
@NullMarked
package io.hami.mock.app;

import org.jspecify.annotations.NullMarked;
