package io.hami.mock.port;

import java.io.IOException;
import java.util.Optional;

/**
 * Reads and writes through the API server.
 *
 * @param node writes the own Node's annotations
 * @param status writes the own Node's status
 * @param pods the pods that are bound to the own Node
 * @param name the own Node's name
 * @param lock reads one of the own Node's annotations from the API server, because a lock can be
 *     newer than the last state that a watch has reported
 */
public record Cluster(NodeWriter node, NodeStatus status, Pods pods, String name, LockReader lock) {
  /** Reads an annotation of the Node from the API server; blocks. */
  @FunctionalInterface
  public interface LockReader {
    /** The annotation's value; empty if there is none. */
    Optional<String> read(String key) throws IOException;
  }
}
