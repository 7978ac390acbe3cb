package io.hami.mock.config;

import io.hami.mock.inventory.Inventory;
import io.hami.mock.model.NodeFacts;
import java.util.List;

/**
 * The {@code inventory} of the plugin's own config. It is taken whole or not at all, and by itself:
 * what is wrong with it does not keep the rest of the file from being in force.
 *
 * @param inventory what is in force
 * @param problems why what the file says is not; none when it is
 * @param known whether {@code inventory} was ever written by anybody: false when the file's own is
 *     wrong and nothing good came before
 */
public record DeclaredInventory(Inventory inventory, List<Problem> problems, boolean known) {
  /** No inventory. */
  public static final DeclaredInventory NONE =
      new DeclaredInventory(Inventory.NONE, List.of(), true);

  public DeclaredInventory {
    problems = List.copyOf(problems);
  }

  /** Which rule is for {@code node}, and which overlap with it, a sentence each. */
  public List<String> matches(NodeFacts node) {
    return inventory.choose(node).matches();
  }

  static DeclaredInventory good(Inventory inventory) {
    return new DeclaredInventory(inventory, List.of(), true);
  }

  static DeclaredInventory wrong(List<Problem> problems) {
    return new DeclaredInventory(Inventory.NONE, problems, false);
  }

  /** This, or what was in force {@code before} where this is wrong. */
  DeclaredInventory or(DeclaredInventory before) {
    return known ? this : new DeclaredInventory(before.inventory, problems, before.known);
  }
}
