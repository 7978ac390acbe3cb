package io.hami.mock.reconcile;

import io.hami.mock.model.Discovery;
import io.hami.mock.model.Factors;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How everything is at one moment; what readers look at.
 *
 * @param facts the Node as last seen; empty before the first time
 * @param trouble why the Node cannot be seen now; empty when it can
 * @param config the configs, and which of them is in force
 * @param operator the factors that an operator has set
 * @param discoveries what the Node holds of every configured family
 * @param plan what should be advertised
 * @param publications where each resource stands with the kubelet
 */
public record NodeState(
    Optional<NodeFacts> facts,
    Optional<String> trouble,
    ConfigState config,
    Factors operator,
    List<Discovery> discoveries,
    Plan plan,
    Map<ResourceName, Publication> publications) {
  public static final NodeState INITIAL =
      new NodeState(
          Optional.empty(),
          Optional.empty(),
          ConfigState.INITIAL,
          Factors.NONE,
          List.of(),
          Plan.EMPTY,
          Map.of());

  public NodeState {
    discoveries = List.copyOf(discoveries);
    publications = Map.copyOf(publications);
  }

  /** One entry for every line of the plan, with its publication where it has one. */
  public List<ResourceState> resources() {
    return plan.resources().stream()
        .map(planned -> ResourceState.of(planned, publications.get(planned.name())))
        .toList();
  }
}
