/**
 * {@code main}, command line, wiring. What the process is told (flags, environment) becomes checked
 * values here, log flags steer logback, and the other rooms are put together; no room knows this
 * one.
 */
@NullMarked
package io.hami.mock.app;

import org.jspecify.annotations.NullMarked;
