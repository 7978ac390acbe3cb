package io.hami.mock.control.jmx;

/**
 * Which plugin this is.
 *
 * @param node the name of the Node it serves
 * @param version its own
 */
public record Identity(String node, String version) {}
