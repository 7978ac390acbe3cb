package io.hami.mock.plan;

import io.hami.mock.discovery.Evidence;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Reason;
import io.hami.mock.model.RouteChoice;
import io.hami.mock.names.Ledger;
import java.util.List;
import java.util.Optional;

/**
 * The result for a snapshot: which cards there are, and what becomes of each resource. The running
 * plugin and the {@code explain} command both use this class.
 *
 * @param seen the snapshot that the decision is based on
 * @param found the cards as they were found, for the next decision
 * @param discoveries the same with the injected faults
 */
public record Decision(
    Snapshot seen, List<Discovery> found, List<Discovery> discoveries, Plan plan) {
  public Decision {
    found = List.copyOf(found);
    discoveries = List.copyOf(discoveries);
  }

  /**
   * Makes the decision for a snapshot.
   *
   * @param names updated with the same snapshot
   * @param previous the decision in force, whose cards stay for a family that has become unreadable
   */
  public static Decision of(
      Vendors vendors, Snapshot seen, Ledger names, Optional<Decision> previous) {
    Evidence evidence =
        new Evidence(
            seen.node(), seen.configuration(), seen.hardware(), names::holder, seen.ailments());
    List<Discovery> found =
        LastGoodCards.keep(
            vendors.discover(evidence), previous.map(Decision::found).orElse(List.of()));
    List<Discovery> discoveries = found.stream().map(seen.ailments()::of).toList();
    Plan plan =
        Planner.plan(
            discoveries, seen.tuning(), previous.map(Decision::plan).orElse(Plan.EMPTY), names);
    return new Decision(
        seen,
        found,
        discoveries,
        new Plan(plan.resources(), Notices.of(vendors, evidence, seen, discoveries, plan)));
  }

  /**
   * The plan for the same cards with other factors, assuming that no other plugin has any of the
   * names.
   */
  public Plan rehearse(Factors factors) {
    return Planner.plan(discoveries, seen.withOperator(factors).tuning(), plan);
  }

  /** Whether the right to write the Node's status would change the plan. */
  public boolean wantsRight() {
    return plan.resources().stream()
        .anyMatch(
            resource ->
                switch (resource.outcome()) {
                  case Outcome.Advertise advertised -> advertised.caution().isPresent();
                  case Outcome.Refuse(var _, Reason why) ->
                      switch (why.kind()) {
                        case ROUTE, RIGHT_UNKNOWN -> true;
                        case FRAME_LIMIT ->
                            seen.tuning().route(resource.name()) == RouteChoice.AUTO;
                        default -> false;
                      };
                  case Outcome.Withhold _ -> false;
                });
  }
}
