package io.hami.mock.names;

import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Reason;
import io.hami.mock.model.Units;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whose the numbers are that a Node shows already, where the kubelet's checkpoint cannot be read,
 * which would tell. The numbers of a vendor are taken for this plugin's where the Node shows all
 * the resources that this plugin would show, though it may show other numbers with another config,
 * and for somebody else's where it shows some of them only.
 */
public final class UnaccountedNumbers {
  private final Observations node;

  /**
   * @param node without a checkpoint
   */
  public UnaccountedNumbers(Observations node) {
    this.node = node;
  }

  /** The plan without what somebody else seems to serve. */
  public Plan without(Plan plan) {
    Map<String, Boolean> ours =
        plan.resources().stream()
            .filter(resource -> resource.outcome() instanceof Outcome.Advertise)
            .collect(
                Collectors.groupingBy(
                    resource -> resource.family().vendor(),
                    Collectors.reducing(true, this::isShown, Boolean::logicalAnd)));
    List<PlannedResource> resources =
        plan.resources().stream()
            .map(
                resource ->
                    ours.getOrDefault(resource.family().vendor(), true)
                        ? resource
                        : refusedWhereServed(resource))
            .toList();
    return new Plan(resources, plan.notices());
  }

  private boolean isShown(PlannedResource resource) {
    return node.node().capacity(resource.name()).isPresent();
  }

  private PlannedResource refusedWhereServed(PlannedResource resource) {
    return resource.outcome() instanceof Outcome.Advertise(Units units, var _, var _, var _)
            && isServed(resource)
            && !node.isMarked(resource.name())
        ? resource.with(
            new Outcome.Refuse(
                units,
                new Reason(
                    Reason.Kind.UNACCOUNTED,
                    ("the Node shows %s of it already, but not all of %s that this plugin would"
                         + " show: another plugin or component seems to serve it, as HAMi's does"
                         + " with --report-node-capacity, and keeps it; on the node itself, without"
                         + " -node-file, explain knows whose it is from the kubelet's checkpoint")
                        .formatted(node.capacity(resource.name()), resource.family().vendor()))))
        : resource;
  }

  private boolean isServed(PlannedResource resource) {
    return node.capacity(resource.name()).signum() > 0 && !node.isIdle(resource.name());
  }
}
