/**
 * What decisions ask of the outside: where facts come from, and where results go. Interfaces and
 * the records that pass through them; the edges (kubelet, cluster, hardware, files) implement them.
 * No decision is taken here, and nothing here knows an edge.
 */
@NullMarked
package io.hami.mock.port;

import org.jspecify.annotations.NullMarked;
