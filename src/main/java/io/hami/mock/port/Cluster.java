package io.hami.mock.port;

import java.io.IOException;
import java.util.Optional;

/**
 * What is written through the API server, and looked up there when it is needed.
 *
 * @param node writes the own Node's annotations
 * @param status writes the own Node's status
 * @param pods that are bound to the own Node
 * @param name the own Node's name
 * @param lock reads one of the own Node's annotations anew, for a lock is younger than what a watch
 *     saw last
 */
public record Cluster(NodeWriter node, NodeStatus status, Pods pods, String name, LockReader lock) {
  /** Reads an annotation of the Node as it is now; blocks. */
  @FunctionalInterface
  public interface LockReader {
    /** Empty where there is no such annotation. */
    Optional<String> read(String key) throws IOException;
  }
}
