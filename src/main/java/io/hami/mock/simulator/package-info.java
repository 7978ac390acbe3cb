/**
 * A node without a node: an embedded kubelet that serves Register on a real UNIX socket and treats
 * plugins as kubelets 1.20, 1.36 and 1.37 do, a made-up Node for the demo, and the vendor's own
 * plugin that belongs to it. It is what the demo runs on and what the tests of other rooms are held
 * against, so it is strict where the real one is strict, and wrong where the real one is wrong.
 * Nothing here knows how this project's own plugin works: the arrow points at {@code model} and the
 * wire format only.
 */
@NullMarked
package io.hami.mock.simulator;

import org.jspecify.annotations.NullMarked;
