/**
 * The HTTP server: the status page, the state as JSON, and which callers may change something.
 * Health and metrics are in {@code observe}.
 */
@NullMarked
package io.hami.mock.control.web;

import org.jspecify.annotations.NullMarked;
