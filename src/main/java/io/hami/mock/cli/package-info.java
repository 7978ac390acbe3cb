/**
 * The command line: its flags and their meaning, and the output of the commands that end by
 * themselves. It opens no connection: {@code explain} is given the Node and what is known of it.
 */
@NullMarked
package io.hami.mock.cli;

import org.jspecify.annotations.NullMarked;
