package io.hami.mock.reconcile;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.ResourceName;
import java.util.Map;
import java.util.Optional;

/**
 * How everything is at one moment; what readers look at.
 *
 * @param facts the Node as last seen; empty before the first time
 * @param trouble why the Node cannot be seen now; empty when it can
 * @param plan what should be advertised
 * @param publications where each resource stands with the kubelet
 */
public record NodeState(
    Optional<NodeFacts> facts,
    Optional<String> trouble,
    Plan plan,
    Map<ResourceName, Publication> publications) {
  static final NodeState INITIAL =
      new NodeState(Optional.empty(), Optional.empty(), Plan.EMPTY, Map.of());

  public NodeState {
    publications = Map.copyOf(publications);
  }
}
