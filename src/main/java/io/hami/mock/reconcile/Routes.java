package io.hami.mock.reconcile;

import io.hami.mock.annotation.StatusMark;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.fault.Faults;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Units;
import io.hami.mock.names.Ledger;
import io.hami.mock.names.Observations;
import io.hami.mock.names.Standing;
import io.hami.mock.node.Desired;
import io.hami.mock.node.NodeObject;
import io.hami.mock.plan.Decision;
import io.hami.mock.plan.Snapshot;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publisher;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Passes a plan to its two routes, the kubelet's publisher and the writer of the Node, and keeps
 * what they have reported since. Everything here runs on the loop.
 */
final class Routes {
  private final Publisher publisher;
  private final Map<ResourceName, Publication> units = new HashMap<>();
  private Map<ResourceName, Publication> numbers = Map.of();
  private Optional<NodeObject> node = Optional.empty();

  /** Is told the results, on the loop. */
  interface Listener {
    /** The state of a number in the Node's status has changed. */
    void numbersChanged();

    /** The plugin has lost the right to patch the Node's status. */
    void forbidden(String why);

    /** {@link #trouble} has changed. */
    void troubleChanged();
  }

  Routes(Publisher publisher) {
    this.publisher = publisher;
  }

  /** Starts to write the Node through {@code cluster}. */
  void start(Loop loop, Cluster cluster, Listener listener) {
    node =
        Optional.of(
            new NodeObject(
                loop,
                cluster,
                new NodeObject.Listener() {
                  @Override
                  public void published(Map<ResourceName, Publication> now) {
                    numbers = now;
                    listener.numbersChanged();
                  }

                  @Override
                  public void forbidden(String why) {
                    listener.forbidden(why);
                  }

                  @Override
                  public void troubleChanged() {
                    listener.troubleChanged();
                  }
                }));
  }

  /**
   * Takes the state of a resource with the kubelet.
   *
   * @return whether it is another one than before
   */
  boolean take(Publication publication) {
    Publication before =
        publication.state() == Publication.State.WITHDRAWN
            ? units.remove(publication.name())
            : units.put(publication.name(), publication);
    return before == null || !before.isAlike(publication);
  }

  /** The publication of each resource, by whichever route. */
  Map<ResourceName, Publication> publications() {
    Map<ResourceName, Publication> all = new HashMap<>(units);
    all.putAll(numbers);
    return all;
  }

  /** Why the Node's annotations are not as HAMi's contract requires; empty when they are. */
  Optional<String> trouble() {
    return node.flatMap(NodeObject::trouble);
  }

  /** What shows which plugin each name belongs to. */
  Observations observations(NodeFacts facts, boolean current, Checkpoint checkpoint) {
    return new Observations(
        facts, current, checkpoint, units, node.map(NodeObject::written).orElse(Map.of()));
  }

  /** Makes the plan of {@code state} what the kubelet and the Node have. */
  void publish(NodeState state, NodeFacts facts, Decision made, Ledger ledger, Faults faults) {
    Plan plan = state.plan();
    Map<ResourceName, Advertisement> wanted = plan.advertised(EnumSet.of(Route.DEVICE_PLUGIN));
    Set<ResourceName> taken = ledger.lost(units.keySet());
    taken.removeAll(wanted.keySet());
    Map<ResourceName, EndpointFaults> broken = faults.of(plan);
    publisher.kubelet(facts.kubelet());
    publisher.publish(wanted, taken, broken);
    if (state.trouble().isEmpty()) {
      node.ifPresent(
          writer ->
              writer.look(facts, desired(state, made.seen(), wanted.keySet(), broken, ledger)));
    }
  }

  /** The Node cannot be read, so it is not written either. */
  void lost() {
    node.ifPresent(NodeObject::lost);
  }

  /**
   * What the Node should have. When the inventory cannot be read, the annotations of an earlier one
   * stay.
   */
  private Desired desired(
      NodeState state,
      Snapshot seen,
      Set<ResourceName> wanted,
      Map<ResourceName, EndpointFaults> broken,
      Ledger ledger) {
    Plan plan = state.plan();
    PluginConfig own = seen.configuration().plugin();
    Optional<List<Discovery>> cards =
        own.inventory().known()
            ? Optional.of(own.hami().annotations() ? state.discoveries() : List.of())
            : Optional.empty();
    Map<ResourceName, Units> status = new HashMap<>();
    plan.advertised(EnumSet.of(Route.NODE_STATUS))
        .forEach((name, advertisement) -> status.put(name, advertisement.units()));
    Set<ResourceName> withheld = new HashSet<>(status.keySet());
    withheld.removeIf(name -> !broken.getOrDefault(name, EndpointFaults.NONE).withheld());
    Set<ResourceName> others = new HashSet<>(units.keySet());
    others.addAll(wanted);
    Stream.concat(
            StatusMark.of(seen.node()).stream(),
            plan.resources().stream().map(PlannedResource::name))
        .filter(name -> isTaken(name, ledger))
        .forEach(others::add);
    // What an earlier life wrote stays until it is known whether it may be written again.
    boolean known = !(seen.right() instanceof StatusRight.Unknown);
    return new Desired(
        cards,
        known ? Optional.of(status) : Optional.empty(),
        own.hami().annotations() ? madeUp(plan) : Set.of(),
        withheld,
        others,
        own.inventory().known());
  }

  private static Set<ResourceName> madeUp(Plan plan) {
    return plan.resources().stream()
        .filter(resource -> resource.origin() instanceof Origin.OfInventory)
        .filter(
            resource ->
                resource.outcome() instanceof Outcome.Advertise advertised
                    && advertised.route() == Route.DEVICE_PLUGIN)
        .map(PlannedResource::name)
        .collect(Collectors.toSet());
  }

  /** Whether another writer, such as the kubelet for another plugin, writes the name's number. */
  private static boolean isTaken(ResourceName name, Ledger ledger) {
    return ledger.standing(name, Route.DEVICE_PLUGIN) instanceof Standing.Taken
        || switch (ledger.standing(name, Route.NODE_STATUS)) {
          case Standing.Taken _, Standing.Remembered _ -> true;
          case Standing.Free _, Standing.Ours _ -> false;
        };
  }

  /** Takes the numbers off the Node's status; {@code then} runs when that is done or has failed. */
  void close(Runnable then) {
    node.ifPresentOrElse(writer -> writer.close(then), then);
  }
}
