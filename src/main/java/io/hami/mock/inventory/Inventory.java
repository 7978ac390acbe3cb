package io.hami.mock.inventory;

import io.hami.mock.model.NodeFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules for the made-up cards of a cluster's Nodes.
 *
 * @param rules in their order; only the first rule that matches a Node applies to it
 */
public record Inventory(List<Rule> rules) {
  public static final Inventory NONE = new Inventory(List.of());

  public Inventory {
    rules = List.copyOf(rules);
  }

  /** Which Nodes a rule is for, and which cards they have. */
  public record Rule(NodeSelector nodes, List<CardGroup> cards) {
    public Rule {
      cards = List.copyOf(cards);
    }

    @Override
    public String toString() {
      return cards.stream().map(CardGroup::toString).collect(Collectors.joining(", "));
    }
  }

  /**
   * The result of the rules for one Node.
   *
   * @param node its name
   * @param won the rule that applies; empty where none matches
   * @param rule the text for the rule that applies, such as {@code inventory[0] (8 x
   *     nvidia-a100-80gb)}; empty where none matches
   * @param why a sentence for each rule, in order
   * @param matches those of {@code why} that are about rules that match this Node: the one that
   *     applies, and those that overlap with it
   */
  public record Choice(
      String node,
      Optional<Rule> won,
      Optional<String> rule,
      List<String> why,
      List<String> matches) {
    public Choice {
      why = List.copyOf(why);
      matches = List.copyOf(matches);
    }

    /** The cards of the rule, made anew with each call; none where no rule matches the Node. */
    public List<InventoryCard> cards() {
      return won.map(one -> Inventory.cards(one, node)).orElse(List.of());
    }
  }

  /** The rule for {@code node} and its cards. */
  public Choice choose(NodeFacts node) {
    Optional<Rule> chosen = Optional.empty();
    String name = "";
    List<String> why = new ArrayList<>();
    List<String> matches = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      String at = "inventory[" + i + "]";
      Optional<String> miss = rule.nodes().miss(node);
      if (miss.isPresent()) {
        why.add(at + " does not match this Node: " + miss.get());
        continue;
      }
      if (chosen.isEmpty()) {
        chosen = Optional.of(rule);
        name = at + " (" + rule + ")";
        matches.add(at + " applies, it matches " + rule.nodes() + ": " + rule);
      } else {
        matches.add(
            "%s matches this Node too (%s) but the first match applies"
                .formatted(at, rule.nodes()));
      }
      why.add(matches.getLast());
    }
    return new Choice(
        node.name(),
        chosen,
        chosen.isPresent() ? Optional.of(name) : Optional.empty(),
        why,
        matches);
  }

  private static List<InventoryCard> cards(Rule rule, String node) {
    Map<String, Integer> next = new HashMap<>();
    List<InventoryCard> cards = new ArrayList<>();
    for (CardGroup group : rule.cards()) {
      String family = group.profile().vendor() + "/" + group.profile().family();
      for (int i = 0; i < group.count(); i++) {
        int index = next.merge(family, 1, Integer::sum) - 1;
        cards.add(InventoryCard.of(group, node, index));
      }
    }
    return cards;
  }
}
