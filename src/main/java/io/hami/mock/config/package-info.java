/**
 * Configuration as checked values: HAMi's {@code device-config.yaml} and the plugin's own {@code
 * config.yaml}. A parser finds every problem at once and gives either a whole configuration or
 * none. What a vendor's section has in it is the vendor's business: it declares a {@link
 * io.hami.mock.config.DeviceSection}, and nothing here names a vendor. Nothing here opens a file or
 * logs.
 */
@NullMarked
package io.hami.mock.config;

import org.jspecify.annotations.NullMarked;
