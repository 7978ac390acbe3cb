package io.hami.mock.discovery;

import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin.OfInventory;
import io.hami.mock.model.Reason;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cards of one vendor's families on one Node, collected from several sources one after another.
 */
final class Sighting {
  private final NodeFacts node;
  private final Map<String, Discovery> families = new LinkedHashMap<>();

  /**
   * Starts with what the Node shows of the {@code configured} families.
   *
   * @param node without what this plugin has written to it
   */
  Sighting(NodeFacts node, List<CardFamily> configured) {
    this.node = node;
    configured.stream()
        .flatMap(family -> family.look(node).stream())
        .forEach(discovery -> families.put(key(discovery), discovery));
  }

  Collection<Discovery> families() {
    return families.values();
  }

  /** Adds the cards that a library finds, for families that the Node does not describe. */
  void inspect(List<CardFamily> known, Inspection inspection) {
    switch (inspection) {
      case Inspection.Found found ->
          known.stream()
              .flatMap(family -> family.inspect(node, found).stream())
              .forEach(
                  discovery ->
                      families.merge(
                          key(discovery),
                          discovery,
                          (seen, now) -> seen instanceof Absent ? now : seen));
      case Inspection.Absent(Reason why) ->
          families.replaceAll(
              (_, seen) ->
                  seen instanceof Absent(var family, Reason reason)
                      ? new Absent(
                          family, new Reason(reason.kind(), reason + "; no hardware: " + why))
                      : seen);
    }
  }

  /**
   * Replaces a family's cards by its made-up cards, unless another plugin serves or describes such
   * cards on this Node.
   *
   * @param alone whether the vendor's other families are removed: the reference has other families
   *     for the same cards, which would otherwise read what is made up
   */
  void make(List<Present> made, Holders holders, boolean alone) {
    Map<String, Discovery> next = new LinkedHashMap<>();
    made.forEach(present -> next.put(key(present), orRefused(present, holders)));
    if (alone && next.values().stream().anyMatch(Present.class::isInstance)) {
      families.keySet().retainAll(next.keySet());
    }
    next.forEach((key, discovery) -> families.merge(key, discovery, Sighting::over));
  }

  private static Discovery over(Discovery seen, Discovery made) {
    return switch (made) {
      case Absent(var _, Reason refusal) ->
          seen instanceof Absent(var family, Reason reason)
              ? new Absent(family, new Reason(refusal.kind(), refusal + "; " + reason))
              : seen;
      default -> made;
    };
  }

  private Discovery orRefused(Present made, Holders holders) {
    return made.origin() instanceof OfInventory inventory
        ? refusal(inventory, holders)
            .<Discovery>map(
                why ->
                    new Absent(
                        made.family(),
                        new Reason(
                            why.kind(),
                            "the %s cards of %s are not made up: %s"
                                .formatted(made.family(), inventory, why))))
            .orElse(made)
        : made;
  }

  /**
   * Cards are not made up where another plugin serves or has described them (docs/architecture.md,
   * decision 4).
   */
  private Optional<Reason> refusal(OfInventory inventory, Holders holders) {
    return inventory.claims().stream()
        .sorted()
        .flatMap(name -> holders.holder(name).stream())
        .findFirst()
        .or(
            () ->
                inventory.contract().annotations().entrySet().stream()
                    .filter(this::isSomebodyElses)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .findFirst()
                    .map(
                        key ->
                            new Reason(
                                Reason.Kind.CONTENDED,
                                ("the annotation %s exists and this plugin did not write it; if"
                                        + " nobody needs it, remove it to have cards of the"
                                        + " inventory")
                                    .formatted(key))));
  }

  /** An annotation that equals what this plugin would write counts as its own, marked or not. */
  private boolean isSomebodyElses(Map.Entry<String, String> wanted) {
    return node.annotation(wanted.getKey())
        .filter(text -> !text.equals(wanted.getValue()))
        .isPresent();
  }

  private static String key(Discovery discovery) {
    return discovery.family().toString();
  }
}
