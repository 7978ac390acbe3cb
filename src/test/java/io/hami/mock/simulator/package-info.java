/** Tests of the simulator package, and the test plugin that they use. */
@NullMarked
package io.hami.mock.simulator;

import org.jspecify.annotations.NullMarked;
