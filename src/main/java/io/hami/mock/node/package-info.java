/**
 * What this plugin writes to its own Node: annotations, handshakes with HAMi's scheduler, and
 * numbers of the status. Each class compares what is there with what should be there and writes the
 * difference.
 */
@NullMarked
package io.hami.mock.node;

import org.jspecify.annotations.NullMarked;
