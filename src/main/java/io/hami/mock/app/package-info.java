/**
 * {@code main}, the command line, the log, the wiring of the other rooms, and what the process
 * gives back when it rests. Nothing here decides what is advertised.
 */
@NullMarked
package io.hami.mock.app;

import org.jspecify.annotations.NullMarked;
