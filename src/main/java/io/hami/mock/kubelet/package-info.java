/**
 * The kubelet's side of the plugin: the kubelet's directory and the instances in it, one UNIX
 * socket and server for each resource, registration, ListAndWatch streams and their frames. {@link
 * io.hami.mock.port.Publisher} says what to advertise; nothing here knows vendors, Nodes or
 * configuration. All state changes on the loop; gRPC's threads only pass events to it.
 */
@NullMarked
package io.hami.mock.kubelet;

import org.jspecify.annotations.NullMarked;
