package io.hami.mock.config;

import io.hami.mock.inventory.Inventory;
import io.hami.mock.model.NodeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The {@code inventory} of the plugin's own config. It is accepted or rejected as a whole,
 * separately from the rest of the file: an error in it does not keep the rest from being in force.
 *
 * @param inventory what is in force
 * @param problems why the file's inventory is not in force; none when it is
 * @param known false when the file's inventory is wrong or may not be read, and no valid one came
 *     before, so that the right inventory is not known
 */
public record DeclaredInventory(Inventory inventory, List<Problem> problems, boolean known) {
  /** So many rules, problems or labels are named in one sentence. */
  private static final int MANY = 4;

  /** No inventory. */
  public static final DeclaredInventory NONE =
      new DeclaredInventory(Inventory.NONE, List.of(), true);

  /** Nobody has said yet whether there is one. */
  public static final DeclaredInventory UNKNOWN =
      new DeclaredInventory(Inventory.NONE, List.of(), false);

  public DeclaredInventory {
    problems = List.copyOf(problems);
  }

  /**
   * One sentence for each rule that matches {@code node}: the rule in force and those that overlap
   * with it.
   */
  public List<String> matches(NodeFacts node) {
    return inventory.choose(node).matches();
  }

  /** Whether the rule for {@code node} says that it has no cards. */
  public boolean isEmptyFor(NodeFacts node) {
    return inventory.choose(node).won().filter(rule -> rule.cards().isEmpty()).isPresent();
  }

  /** Why there are no made-up cards with a resource on {@code node}; a sentence or two. */
  public List<String> none(NodeFacts node) {
    List<String> why = new ArrayList<>();
    if (!problems.isEmpty()) {
      why.add("the inventory is refused (%s)".formatted(first(problems)));
    } else if (!known) {
      why.add("whether there is an inventory cannot be read");
    }
    Optional<String> rule = inventory.choose(node).rule();
    if (rule.isPresent()) {
      why.add(rule.get() + " applies, but its cards have no resource that is named");
    } else if (!inventory.rules().isEmpty()) {
      why.add(
          "no rule of the inventory applies (%s%s)"
              .formatted(first(inventory.choose(node).why()), nearLabels(node)));
    } else if (why.isEmpty()) {
      why.add("the config has no inventory of cards to make up");
    }
    return why;
  }

  private static String first(List<?> all) {
    return all.stream().limit(MANY).map(Object::toString).collect(Collectors.joining(", "))
        + (all.size() > MANY ? " and %d more".formatted(all.size() - MANY) : "");
  }

  /** Labels of the Node whose keys are nearly those that a rule expects. */
  private String nearLabels(NodeFacts node) {
    Set<String> labels = new TreeSet<>(node.labels().keySet());
    Set<String> wanted = new TreeSet<>();
    inventory.rules().forEach(rule -> wanted.addAll(rule.nodes().labels().keySet()));
    wanted.removeAll(labels);
    return wanted.stream()
        .flatMap(
            key ->
                Nearest.to(key, labels).stream()
                    .map(
                        near ->
                            "; the Node has the label %s=%s: did you mean that by %s?"
                                .formatted(near, node.labels().get(near), key)))
        .limit(MANY)
        .collect(Collectors.joining());
  }

  static DeclaredInventory good(Inventory inventory) {
    return new DeclaredInventory(inventory, List.of(), true);
  }

  static DeclaredInventory wrong(List<Problem> problems) {
    return new DeclaredInventory(Inventory.NONE, problems, false);
  }

  /** This inventory, or the one {@code before} where this one is wrong. */
  DeclaredInventory or(DeclaredInventory before) {
    return known ? this : new DeclaredInventory(before.inventory, problems, before.known);
  }
}
