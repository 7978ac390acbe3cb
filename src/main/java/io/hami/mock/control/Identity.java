package io.hami.mock.control;

/**
 * Identifies the running plugin.
 *
 * @param node the own Node's name
 * @param version this build
 */
public record Identity(String node, String version) {}
