/**
 * What of the own Node this plugin writes: annotations, handshakes with HAMi's scheduler, numbers
 * of the status. Each compares what is there with what should be there and writes the difference.
 */
@NullMarked
package io.hami.mock.node;

import org.jspecify.annotations.NullMarked;
