package io.hami.mock.control;

/**
 * Who is running.
 *
 * @param node the own Node's name
 * @param version this build
 */
public record Identity(String node, String version) {}
