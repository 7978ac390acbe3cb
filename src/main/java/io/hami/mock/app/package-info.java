/**
 * {@code main}, the command line, the log, and the wiring of the other rooms. Nothing here decides
 * what is advertised.
 */
@NullMarked
package io.hami.mock.app;

import org.jspecify.annotations.NullMarked;
