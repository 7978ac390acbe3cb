/**
 * The kubelet's side of the plugin: its directory and who is in it, one UNIX socket and server a
 * resource, registration, ListAndWatch streams and the frames they carry. What is to be advertised
 * comes in through {@link io.hami.mock.port.Publisher}; nothing here knows vendors, Nodes or
 * configuration. All state moves on the loop; gRPC's threads only hand things over.
 */
@NullMarked
package io.hami.mock.kubelet;

import org.jspecify.annotations.NullMarked;
