/** Tests of the simulator room, and the programmable plugin that they put in front of it. */
@NullMarked
package io.hami.mock.simulator;

import org.jspecify.annotations.NullMarked;
