/**
 * The interfaces through which people and their tools read and change the running plugin: JMX in
 * one package, HTTP and the status page in another. All values are read from one snapshot, and
 * every change is an operator's request to the loop; nothing is decided here.
 */
@NullMarked
package io.hami.mock.control;

import org.jspecify.annotations.NullMarked;
