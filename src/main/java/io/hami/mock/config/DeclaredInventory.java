package io.hami.mock.config;

import io.hami.mock.inventory.Inventory;
import io.hami.mock.model.NodeFacts;
import java.util.List;

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
