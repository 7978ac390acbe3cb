/**
 * How records are written: glog's line, its levels by the flags of the log, its files. What the
 * flags are called is in {@code cli}; what is logged is said in the room where it happens.
 */
@NullMarked
package io.hami.mock.log;

import org.jspecify.annotations.NullMarked;
