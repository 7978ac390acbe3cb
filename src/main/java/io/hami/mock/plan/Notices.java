package io.hami.mock.plan;

import io.hami.mock.config.MissingConfig;
import io.hami.mock.discovery.Evidence;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Notice;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says what is missing or overlooked: a Node for which nothing is advertised must not be silent
 * about it.
 */
final class Notices {
  /** So many rules, keys or reasons are named in one sentence. */
  private static final int MANY = 4;

  private final Vendors vendors;
  private final Evidence evidence;
  private final Snapshot seen;
  private final List<Discovery> discoveries;

  private Notices(Vendors vendors, Evidence evidence, Snapshot seen, List<Discovery> discoveries) {
    this.vendors = vendors;
    this.evidence = evidence;
    this.seen = seen;
    this.discoveries = discoveries;
  }

  /** The notices about {@code plan}, the most important one first. */
  static List<Notice> of(
      Vendors vendors, Evidence evidence, Snapshot seen, List<Discovery> discoveries, Plan plan) {
    Notices notices = new Notices(vendors, evidence, seen, discoveries);
    List<Notice> all = new ArrayList<>();
    if (seen.complete()
        && !seen.configuration().plugin().inventory().isEmptyFor(seen.node())
        && plan.resources().stream().allMatch(Notices::isAbsent)) {
      all.add(new Notice(Notice.Kind.NOTHING_ADVERTISED, notices.nothing()));
    }
    seen.missing().stream()
        .filter(config -> config.instead().isPresent())
        .map(config -> new Notice(Notice.Kind.CONFIG_NOT_FOUND, config.toString()))
        .forEach(all::add);
    all.addAll(vendors.overlooked(evidence));
    all.addAll(unhealthy(seen));
    return all;
  }

  private static List<Notice> unhealthy(Snapshot seen) {
    List<Notice> notices = new ArrayList<>();
    new TreeMap<>(seen.hardware())
        .forEach(
            (vendor, inspection) -> {
              if (inspection instanceof Inspection.Found(var _, var _, var unhealthy)) {
                new TreeMap<>(unhealthy)
                    .forEach(
                        (card, why) ->
                            notices.add(
                                new Notice(
                                    Notice.Kind.CARD_UNHEALTHY,
                                    "the card %s of %s is unhealthy: %s"
                                        .formatted(card, vendor, why))));
              }
            });
    return notices;
  }

  /** What is refused, unreadable or another plugin's has a reason of its own. */
  private static boolean isAbsent(Plan.PlannedResource resource) {
    return resource.outcome() instanceof Plan.Outcome.Withhold(Reason why)
        && switch (why.kind()) {
          case GATE, NO_ANNOTATION, NO_HARDWARE, NO_SOURCE -> true;
          default -> false;
        };
  }

  private String nothing() {
    return Stream.of(
            seen.configuration().plugin().inventory().none(seen.node()),
            List.of(node()),
            hardware(),
            configs())
        .flatMap(List::stream)
        .collect(Collectors.joining("; ", "nothing is advertised on this Node: ", ""));
  }

  /** Why what the Node has of a family is not enough, or what was looked for. */
  private String node() {
    SortedMap<String, String> known = vendors.annotations(evidence);
    if (known.isEmpty()) {
      return "the device config has no section of a vendor whose cards a Node can describe";
    }
    SortedMap<String, String> present = new TreeMap<>(known);
    present.keySet().retainAll(seen.node().annotations().keySet());
    if (present.isEmpty()) {
      return "the Node has none of the annotations that describe cards (%s), which the vendors' own plugins write"
          .formatted(some(List.copyOf(known.keySet())));
    }
    List<String> reasons =
        discoveries.stream()
            .filter(found -> present.containsValue(found.family().vendor()))
            .flatMap(
                found ->
                    found instanceof Discovery.Absent(var family, Reason why)
                        ? Stream.of(family + ": " + why)
                        : Stream.of())
            .toList();
    return "the Node has the annotation %s, which is not enough (%s)"
        .formatted(some(List.copyOf(present.keySet())), some(reasons));
  }

  private List<String> hardware() {
    if (seen.hardware().isEmpty()) {
      return List.of("vendors' libraries are not asked for cards (-discover=hardware)");
    }
    List<String> answers =
        new TreeMap<>(seen.hardware())
            .entrySet().stream()
                .map(
                    entry ->
                        entry.getKey()
                            + ": "
                            + switch (entry.getValue()) {
                              case Inspection.Found(String library, var cards, var _) ->
                                  library + " reports " + cards.size() + " cards";
                              case Inspection.Absent(Reason why) -> why.text();
                            })
                .toList();
    return List.of("vendors' libraries find no card (" + some(answers) + ")");
  }

  private List<String> configs() {
    return seen.missing().stream().map(MissingConfig::absence).toList();
  }

  private static String some(List<String> all) {
    Optional<String> rest =
        all.size() > MANY
            ? Optional.of(" and %d more".formatted(all.size() - MANY))
            : Optional.empty();
    return all.stream().limit(MANY).collect(Collectors.joining(", ")) + rest.orElse("");
  }
}
