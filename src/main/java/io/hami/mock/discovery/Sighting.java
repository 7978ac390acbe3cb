package io.hami.mock.discovery;

import io.hami.mock.config.DeviceConfig;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Family;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin.OfInventory;
import io.hami.mock.model.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What there is of one vendor, as more and more is looked at. */
record Sighting(List<Discovery> discoveries) {
  Sighting {
    discoveries = List.copyOf(discoveries);
  }

  /** Cards of the hardware stand in for those of families that nobody describes. */
  Sighting inspected(Vendor vendor, NodeFacts node, Inspection inspection, DeviceConfig names) {
    return switch (inspection) {
      case Inspection.Found found -> with(vendor.inspect(node, found, names));
      case Inspection.Absent(Reason why) ->
          new Sighting(
              discoveries.stream()
                  .map(
                      discovery ->
                          discovery instanceof Absent(Family family, Reason reason)
                              ? new Absent(
                                  family,
                                  new Reason(reason.kind(), reason + "; no hardware: " + why))
                              : discovery)
                  .toList());
    };
  }

  private Sighting with(List<Discovery> found) {
    Map<String, Discovery> rest = byFamily(found);
    List<Discovery> next = new ArrayList<>();
    for (Discovery discovery : discoveries) {
      Discovery other = rest.remove(discovery.family().toString());
      next.add(other != null && discovery instanceof Absent ? other : discovery);
    }
    found.stream().filter(rest::containsValue).forEach(next::add);
    return new Sighting(next);
  }

  /**
   * Cards that are made up take the place of their family's, unless they may not be.
   *
   * @param seed whether the families have the seed's names: these are other families of the same
   *     cards, and would read what is made up
   */
  Sighting simulated(List<SimulatedFamily> families, String rule, Claims claims, boolean seed) {
    List<Discovery> made = new ArrayList<>();
    List<Absent> refused = new ArrayList<>();
    for (SimulatedFamily family : families) {
      Present simulated = family.present(rule);
      Optional<String> refusal =
          simulated.origin() instanceof OfInventory origin
              ? claims.refusal(simulated, origin)
              : Optional.empty();
      refusal.ifPresentOrElse(
          why ->
              refused.add(new Absent(simulated.family(), new Reason(Reason.Kind.CONTENDED, why))),
          () -> made.add(simulated));
    }
    Map<String, Discovery> over = byFamily(made);
    Map<String, Discovery> instead = byFamily(refused);
    List<Discovery> next = new ArrayList<>();
    for (Discovery discovery : discoveries) {
      String family = discovery.family().toString();
      Discovery present = over.remove(family);
      Discovery no = instead.remove(family);
      if (present != null) {
        next.add(present);
      } else if (no instanceof Absent(var _, Reason why)
          && discovery instanceof Absent(Family same, Reason reason)) {
        next.add(new Absent(same, new Reason(reason.kind(), why + "; " + reason)));
      } else if (!seed || made.isEmpty()) {
        next.add(discovery);
      }
    }
    made.stream().filter(over::containsValue).forEach(next::add);
    refused.stream().filter(instead::containsValue).forEach(next::add);
    return new Sighting(next);
  }

  private static Map<String, Discovery> byFamily(List<? extends Discovery> discoveries) {
    Map<String, Discovery> byFamily = new HashMap<>();
    discoveries.forEach(discovery -> byFamily.put(discovery.family().toString(), discovery));
    return byFamily;
  }
}
