/**
 * Configuration as checked values: HAMi's {@code device-config.yaml} and the plugin's own {@code
 * config.yaml}. A parser finds all problems at once and gives either a whole configuration or none.
 * Each vendor declares its own section as a {@link io.hami.mock.config.DeviceSection}; no class
 * here names a vendor, opens a file or logs.
 */
@NullMarked
package io.hami.mock.config;

import org.jspecify.annotations.NullMarked;
