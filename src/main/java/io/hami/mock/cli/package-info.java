/**
 * The command line: its flags and what they mean, and what the commands that end by themselves
 * print. It opens no connection: {@code explain} is given the Node and what is known of it.
 */
@NullMarked
package io.hami.mock.cli;

import org.jspecify.annotations.NullMarked;
