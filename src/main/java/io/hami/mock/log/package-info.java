/**
 * How records are written: the line format of glog, the levels from the log flags, and the files.
 * The names of the flags are in {@code cli}; each room logs its own messages.
 */
@NullMarked
package io.hami.mock.log;

import org.jspecify.annotations.NullMarked;
