package io.hami.mock.plan;

import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.Layout;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Tuning;
import io.hami.mock.model.Units;
import io.hami.mock.model.VirtualResource;
import io.hami.mock.names.Names;
import io.hami.mock.names.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns discoveries into a plan. */
public final class Planner {
  private final Tuning tuning;
  private final Plan previous;
  private final Names names;

  private Planner(Tuning tuning, Plan previous, Names names) {
    this.tuning = tuning;
    this.previous = previous;
    this.names = names;
  }

  /** The plan where no other plugin has any of the names. */
  public static Plan plan(List<Discovery> discoveries, Tuning tuning, Plan previous) {
    return plan(discoveries, tuning, previous, Names.FREE);
  }

  /**
   * The plan for what was discovered.
   *
   * @param discoveries of all vendors' families; where two families want one name, the first gets
   *     it
   * @param tuning the factors and routes that are set
   * @param previous the plan in force; a resource may keep its route
   * @param names which plugin each name belongs to on this Node
   */
  public static Plan plan(List<Discovery> discoveries, Tuning tuning, Plan previous, Names names) {
    return new Planner(tuning, previous, names).plan(discoveries);
  }

  private Plan plan(List<Discovery> discoveries) {
    Set<ResourceName> read =
        discoveries.stream()
            .flatMap(discovery -> discovery.family().reads().stream())
            .collect(Collectors.toCollection(HashSet::new));
    // Where cards are made up, no other plugin serves the names that would otherwise be read.
    discoveries.stream()
        .filter(Planner::madeUp)
        .forEach(made -> read.removeAll(made.family().serves()));
    Map<ResourceName, Family> taken = new HashMap<>();
    List<PlannedResource> resources = new ArrayList<>();
    for (Discovery discovery : discoveries) {
      for (PlannedResource resource : resources(discovery)) {
        resources.add(allowed(named(resource, discovery, read, taken)));
      }
    }
    return new Plan(resources);
  }

  private static boolean madeUp(Discovery discovery) {
    return discovery instanceof Discovery.Present present
        && present.origin() instanceof Origin.OfInventory;
  }

  private List<PlannedResource> resources(Discovery discovery) {
    return switch (discovery) {
      case Discovery.Present present -> present(present);
      case Discovery.Absent(Family family, Reason why) -> withheld(family, why);
      case Discovery.Unreadable(Family family, Reason why, Optional<Discovery.Present> last) ->
          last.map(present -> lastGood(family, present, why))
              .orElseGet(() -> withheld(family, why));
    };
  }

  private List<PlannedResource> present(Discovery.Present present) {
    // A family that is configured with one name for two resources has that name twice here as well.
    List<VirtualResource> rest = new ArrayList<>(present.resources());
    List<PlannedResource> resources = new ArrayList<>();
    for (ResourceName name : present.family().serves()) {
      Optional<VirtualResource> found =
          rest.stream().filter(resource -> resource.name().equals(name)).findFirst();
      found.ifPresent(rest::remove);
      resources.add(
          found
              .map(resource -> counted(present.family(), present, resource))
              .orElseGet(() -> withheld(present.family(), name, present.without(name))));
    }
    return resources;
  }

  /**
   * The layout is kept in two cases: for the count of made-up cards, which this plugin allocates,
   * and for NUMA topology. Otherwise, as for memory by the MiB, it does not matter which card a
   * unit belongs to.
   */
  private Layout layout(Discovery.Present present, VirtualResource resource) {
    boolean count = madeUp(present) && resource.measure() == Measure.COUNT;
    long units =
        resource.quantity().total() / tuning.factor(present.family().vendor(), resource).value();
    boolean topology = tuning.topology() && units <= Layout.MAX_UNITS_WITH_TOPOLOGY;
    return count || topology ? resource.layout().withTopology(topology) : Layout.NONE;
  }

  /**
   * See docs/architecture.md, decision 1: a count is the quantity divided by the split factor,
   * rounded down.
   */
  private PlannedResource counted(Family family, Discovery.Present present, VirtualResource found) {
    VirtualResource resource = found.with(layout(present, found));
    SplitFactor factor = tuning.factor(family.vendor(), resource);
    Quantity split = resource.quantity().dividedBy(factor.value());
    Units units = new Units(split.total(), split.healthy());
    return new PlannedResource(
        family,
        resource.name(),
        Optional.of(resource),
        present.origin(),
        factor,
        outcome(resource, factor.value(), units));
  }

  /**
   * A quantity that a factor divides to zero is refused with a reason, never advertised as 0
   * (docs/architecture.md, decision 6).
   */
  private Outcome outcome(VirtualResource resource, int factor, Units units) {
    long total = resource.quantity().total();
    if (units.capacity() == 0 && total > 0) {
      return new Outcome.Refuse(
          units,
          new Reason(
              Reason.Kind.FACTOR,
              "a %s of %d leaves no unit of %d %s; the largest that leaves one is %d"
                  .formatted(
                      Router.factorName(resource.measure()),
                      factor,
                      total,
                      resource.unit(),
                      total)));
    }
    return Router.outcome(resource, units, tuning, previous.route(resource.name()), names);
  }

  /**
   * Bad input never changes what is advertised (docs/architecture.md, decision 3). Changes that an
   * operator makes meanwhile still apply, and so does the end of what kept the last good quantity
   * from being advertised, such as another plugin, a factor or an injected fault.
   *
   * @param last the cards as they were when they could be read
   */
  private List<PlannedResource> lastGood(Family family, Discovery.Present last, Reason why) {
    return family.serves().stream()
        .map(
            name ->
                last.resources().stream()
                    .filter(resource -> resource.name().equals(name))
                    .findFirst()
                    .map(resource -> degraded(counted(family, last, resource), why))
                    .orElseGet(() -> withheld(family, name, why)))
        .toList();
  }

  private static PlannedResource degraded(PlannedResource resource, Reason why) {
    return resource.outcome()
            instanceof Outcome.Advertise(Units units, Route route, var _, var caution)
        ? resource.with(new Outcome.Advertise(units, route, Optional.of(why), caution))
        : resource;
  }

  private static List<PlannedResource> withheld(Family family, Reason why) {
    return family.serves().stream().map(name -> withheld(family, name, why)).toList();
  }

  private static PlannedResource withheld(Family family, ResourceName name, Reason why) {
    return new PlannedResource(
        family, name, Optional.empty(), Origin.NODE, SplitFactor.ONE, new Outcome.Withhold(why));
  }

  /**
   * Refuses a name that belongs to another plugin and a name that is used twice
   * (docs/architecture.md, decision 4).
   */
  private static PlannedResource named(
      PlannedResource resource,
      Discovery discovery,
      Set<ResourceName> read,
      Map<ResourceName, Family> taken) {
    ResourceName name = resource.name();
    boolean absent = resource.outcome() instanceof Outcome.Withhold;
    if (read.contains(name) && (!absent || discovery instanceof Discovery.Present)) {
      return refused(
          resource,
          new Reason(
              Reason.Kind.NAME_READ,
              name
                  + " is read from the Node to find cards; another plugin serves it, choose another"
                  + " name"));
    }
    if (absent) {
      return resource;
    }
    Family first = taken.putIfAbsent(name, resource.family());
    if (first != null) {
      return refused(
          resource,
          new Reason(
              Reason.Kind.NAME_TWICE,
              name + " is served for " + first + " already; give one of the two another name"));
    }
    return resource;
  }

  /** Refuses a resource whose name another plugin has now. */
  private PlannedResource allowed(PlannedResource resource) {
    return resource.outcome() instanceof Outcome.Advertise advertised
        ? switch (names.standing(resource.name(), advertised.route())) {
          case Standing.Free _, Standing.Ours _ -> resource;
          case Standing.Taken(String why) ->
              refused(resource, new Reason(Reason.Kind.CONTENDED, why));
          case Standing.Remembered(String why, long _) ->
              refused(resource, new Reason(Reason.Kind.REMEMBERED, why));
        }
        : resource;
  }

  private static PlannedResource refused(PlannedResource resource, Reason why) {
    return resource.with(new Outcome.Refuse(resource.units().orElse(Units.NONE), why));
  }
}
