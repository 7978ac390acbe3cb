package io.hami.mock.port;

import java.util.Optional;

/** One thing on a Node that this plugin has written, as it was read. */
public sealed interface Leftover {
  /** The annotation's key, or the resource's name. */
  String name();

  /** An annotation of the Node. */
  record Annotation(String name, String value) implements Leftover {}

  /**
   * A number in the Node's status.
   *
   * @param name the resource
   * @param capacity the quantity as written; empty where the Node has none
   * @param allocatable the same
   */
  record Quantity(String name, Optional<String> capacity, Optional<String> allocatable)
      implements Leftover {}
}
