package io.hami.mock.config;

import io.hami.mock.inventory.CardGroup;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.inventory.CardProfiles;
import io.hami.mock.inventory.Inventory;
import io.hami.mock.inventory.Inventory.Rule;
import io.hami.mock.inventory.NodeSelector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the {@code inventory} of the plugin's own config. */
final class InventoryReader {
  /** Several times more cards than a Node's annotations have room for; no machine has so many. */
  private static final int MAX_CARDS = 4_096;

  private final Findings findings;
  private final CardProfiles profiles;
  private final List<Findings.Place> places = new ArrayList<>();

  private InventoryReader(Findings findings, CardProfiles profiles) {
    this.findings = findings;
    this.profiles = profiles;
  }

  /**
   * The inventory of {@code root}. Its warnings are added to the file's; its problems are kept in
   * the inventory.
   *
   * @param profiles the known card models
   */
  static DeclaredInventory of(Section root, CardProfiles profiles) {
    if (root.value("inventory").isEmpty()) {
      return DeclaredInventory.NONE;
    }
    Findings findings = Findings.strict();
    InventoryReader reader = new InventoryReader(findings, profiles);
    List<Rule> rules = root.with(findings).list("inventory", reader::rule);
    reader.warnOfRulesThatNeverWin(rules, root.findings());
    return switch (findings.conclude(new Inventory(rules))) {
      case Parsed.Good<Inventory>(Inventory inventory, var _) -> DeclaredInventory.good(inventory);
      case Parsed.Bad<Inventory>(List<Problem> problems) -> DeclaredInventory.wrong(problems);
    };
  }

  private Rule rule(Section section) {
    places.add(section.place());
    NodeSelector nodes = section.section("nodes", this::selector).orElse(NodeSelector.ALL);
    var _ = section.required("cards");
    List<CardGroup> cards =
        section.list("cards", this::group).stream().flatMap(Optional::stream).toList();
    long count = cards.stream().mapToLong(CardGroup::count).sum();
    if (count > MAX_CARDS) {
      findings.problem(
          section.place("cards"),
          "%d cards are more than a node can have; at most %d were expected"
              .formatted(count, MAX_CARDS));
    }
    return new Rule(nodes, cards);
  }

  private NodeSelector selector(Section section) {
    Map<String, String> labels = new LinkedHashMap<>();
    section.section(
        "labels",
        inner -> {
          for (String key : inner.keys()) {
            inner.text(key).ifPresent(value -> labels.put(key, value));
          }
          return true;
        });
    return new NodeSelector(section.listOfTexts("names"), labels);
  }

  private Optional<CardGroup> group(Section section) {
    Optional<CardProfile> profile = profile(section);
    int count = section.exact("count", 1).orElse(1);
    OptionalInt memory = number(section, "memory", 1);
    OptionalInt cores = number(section, "cores", 0);
    OptionalInt slots = number(section, "slots", 1);
    Optional<String> type = section.text("type").filter(text -> !text.isEmpty());
    int numa = section.exact("numa", 0).orElse(0);
    Optional<String> mode = mode(section, profile);
    boolean healthy = section.bool("healthy").orElse(true);
    return profile.map(
        model -> new CardGroup(model, count, memory, cores, slots, type, numa, mode, healthy));
  }

  private Optional<CardProfile> profile(Section section) {
    Optional<String> name = section.text("profile");
    if (name.isEmpty()) {
      findings.problem(
          section.place(),
          "the key 'profile' is missing; the sub-command profiles lists the models");
      return Optional.empty();
    }
    Optional<CardProfile> profile = profiles.named(name.get());
    if (profile.isEmpty()) {
      findings.unknown(
          section.place("profile"),
          "one of the models that the sub-command profiles lists",
          name.get(),
          profiles.names());
    }
    return profile;
  }

  private static OptionalInt number(Section section, String key, int least) {
    return section.exact(key, least).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** A mode that the model does not have would be ignored by its vendor's plugin and by HAMi. */
  private Optional<String> mode(Section section, Optional<CardProfile> profile) {
    Optional<String> mode = section.text("mode").filter(text -> !text.isEmpty());
    if (mode.isEmpty() || profile.isEmpty()) {
      return mode;
    }
    List<String> modes = profiles.modes(profile.get());
    if (modes.isEmpty()) {
      findings.problem(
          section.place("mode"),
          "cards of %s have no mode, leave the key out".formatted(profile.get().vendor()));
    } else if (!modes.contains(mode.get())) {
      findings.unknown(
          section.place("mode"), "one of " + String.join(", ", modes), mode.get(), modes);
    }
    return mode;
  }

  private void warnOfRulesThatNeverWin(List<Rule> rules, Findings file) {
    for (int later = 1; later < rules.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (rules.get(earlier).nodes().covers(rules.get(later).nodes())) {
          file.warning(
              places.get(later),
              "this rule never applies: inventory[%d] before it matches the same Nodes, and the first match applies"
                  .formatted(earlier));
          break;
        }
      }
    }
  }
}
