/**
 * A simulated node: an embedded kubelet that serves Register on a real UNIX socket and treats
 * plugins as kubelets 1.20, 1.36 and 1.37 do, a simulated Node for the demo, and a simple vendor's
 * plugin for it. The demo runs on it and the tests of other packages use it, so it is as strict as
 * the real kubelet and has the same bugs. It depends on {@code model} and the wire format only;
 * nothing here knows how this project's own plugin works.
 */
@NullMarked
package io.hami.mock.simulator;

import org.jspecify.annotations.NullMarked;
