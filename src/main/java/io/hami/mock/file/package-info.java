/**
 * Watches directories for changes, and reads config files whenever they change. Other packages
 * parse the text.
 */
@NullMarked
package io.hami.mock.file;

import org.jspecify.annotations.NullMarked;
