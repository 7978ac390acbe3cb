/**
 * What people and their tools can ask of the running plugin, and change in it: JMX in one package,
 * HTTP and the status page in another. Everything is read off one snapshot, and every change is an
 * operator's wish to the loop; nothing is decided here.
 */
@NullMarked
package io.hami.mock.control;

import org.jspecify.annotations.NullMarked;
