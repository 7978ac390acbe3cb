/**
 * The interfaces through which decisions read facts and write results, and the records that pass
 * through them. The packages at the edges (kubelet, cluster, hardware, files) implement them. Also
 * {@link io.hami.mock.port.Backoff}, which every retry uses, and {@link
 * io.hami.mock.port.Supervisor}, which runs every long-lived task. No decision is taken here, and
 * nothing here depends on an edge.
 */
@NullMarked
package io.hami.mock.port;

import org.jspecify.annotations.NullMarked;
