package io.hami.mock.reconcile;

import io.hami.mock.fault.ActiveFault;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Publication;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The complete state at one moment, for all readers.
 *
 * @param facts the Node as last read; empty before the first time
 * @param trouble why the Node cannot be read now; empty when it can
 * @param config the configs, and which of them is in force
 * @param operator the factors that an operator has set
 * @param hardware what vendors' libraries report, by vendor; none where they are not asked
 * @param contract why the Node's annotations are not as HAMi's contract requires; empty when they
 *     are
 * @param discoveries what was found on the Node for every configured family
 * @param plan what should be advertised
 * @param faults the injected faults
 * @param publications the state of each resource with the kubelet
 */
public record NodeState(
    Optional<NodeFacts> facts,
    Optional<String> trouble,
    ConfigState config,
    Factors operator,
    Map<String, Inspection> hardware,
    Optional<String> contract,
    List<Discovery> discoveries,
    Plan plan,
    List<ActiveFault> faults,
    Map<ResourceName, Publication> publications) {
  public static final NodeState INITIAL =
      new NodeState(
          Optional.empty(),
          Optional.empty(),
          ConfigState.INITIAL,
          Factors.NONE,
          Map.of(),
          Optional.empty(),
          List.of(),
          Plan.EMPTY,
          List.of(),
          Map.of());

  public NodeState {
    hardware = Map.copyOf(hardware);
    discoveries = List.copyOf(discoveries);
    faults = List.copyOf(faults);
    publications = Map.copyOf(publications);
  }

  NodeState with(Optional<NodeFacts> seen, Optional<String> why) {
    return new NodeState(
        seen, why, config, operator, hardware, contract, discoveries, plan, faults, publications);
  }

  NodeState with(ConfigState configs) {
    return new NodeState(
        facts,
        trouble,
        configs,
        operator,
        hardware,
        contract,
        discoveries,
        plan,
        faults,
        publications);
  }

  NodeState withOperator(Factors factors) {
    return new NodeState(
        facts,
        trouble,
        config,
        factors,
        hardware,
        contract,
        discoveries,
        plan,
        faults,
        publications);
  }

  NodeState withHardware(Map<String, Inspection> seen) {
    return new NodeState(
        facts, trouble, config, operator, seen, contract, discoveries, plan, faults, publications);
  }

  NodeState withContract(Optional<String> why) {
    return new NodeState(
        facts, trouble, config, operator, hardware, why, discoveries, plan, faults, publications);
  }

  NodeState with(List<Discovery> found, Plan planned) {
    return new NodeState(
        facts, trouble, config, operator, hardware, contract, found, planned, faults, publications);
  }

  NodeState with(Map<ResourceName, Publication> published) {
    return new NodeState(
        facts, trouble, config, operator, hardware, contract, discoveries, plan, faults, published);
  }

  NodeState withFaults(List<ActiveFault> active) {
    return new NodeState(
        facts,
        trouble,
        config,
        operator,
        hardware,
        contract,
        discoveries,
        plan,
        active,
        publications);
  }

  /** One entry for every line of the plan, with its publication if it has one. */
  public List<ResourceState> resources() {
    return plan.resources().stream()
        .map(
            planned ->
                ResourceState.of(planned, publications.get(planned.name()), injected(planned)))
        .toList();
  }

  private List<ActiveFault> injected(PlannedResource planned) {
    return faults.stream()
        .filter(
            fault -> fault.injection().target().covers(planned.family().vendor(), planned.name()))
        .toList();
  }
}
