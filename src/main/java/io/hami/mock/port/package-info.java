/**
 * The interfaces through which decisions read facts and write results, and the records that pass
 * through them. The packages at the edges (kubelet, cluster, hardware, files) implement them. Also
 * {@link io.hami.mock.port.Backoff}, which every retry uses. No decision is taken here, and nothing
 * here depends on an edge.
 */
@NullMarked
package io.hami.mock.port;

import org.jspecify.annotations.NullMarked;
