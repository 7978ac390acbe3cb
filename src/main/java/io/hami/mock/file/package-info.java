/**
 * Files and directories that change: when something comes or goes in a directory, and what a config
 * file says now. What the text means is decided elsewhere.
 */
@NullMarked
package io.hami.mock.file;

import org.jspecify.annotations.NullMarked;
