package io.hami.mock.port;

import io.hami.mock.model.NodeFacts;
import java.util.Map;
import java.util.Set;

/**
 * A Node, and who has written its annotations.
 *
 * @param writers the managers in metadata.managedFields of each annotation, by its key
 */
public record ListedNode(NodeFacts facts, Map<String, Set<String>> writers) {
  public ListedNode {
    writers = Map.copyOf(writers);
  }

  /** Who has written an annotation; nobody where the Node does not say it. */
  public Set<String> writers(String annotation) {
    return writers.getOrDefault(annotation, Set.of());
  }
}
