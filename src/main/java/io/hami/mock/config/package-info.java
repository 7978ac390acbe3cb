/**
 * Configuration as checked values: HAMi's {@code device-config.yaml}, and the names of the seed's
 * command line. A parser finds every problem at once and gives either a whole configuration or
 * none. Nothing here opens a file, knows a vendor's formula, or logs.
 */
@NullMarked
package io.hami.mock.config;

import org.jspecify.annotations.NullMarked;
