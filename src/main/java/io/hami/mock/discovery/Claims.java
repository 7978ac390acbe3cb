package io.hami.mock.discovery;

import io.hami.mock.annotation.Owned;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin.OfInventory;
import java.util.Map;
import java.util.Optional;

/**
 * Whether cards may be made up on a Node: not over what somebody else serves or has described
 * (design decision 4).
 */
record Claims(NodeFacts node, Owned owned, Holders holders) {
  /** Why not; empty when they may. */
  Optional<String> refusal(Present made, OfInventory inventory) {
    return inventory.claims().stream()
        .sorted()
        .flatMap(name -> holders.holder(name).stream())
        .findFirst()
        .or(
            () ->
                inventory.contract().annotations().entrySet().stream()
                    .filter(this::somebodyElses)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .findFirst()
                    .map(
                        key ->
                            ("the annotation %s is there and not this plugin's; where nobody needs"
                                    + " it, remove it to have cards of the inventory")
                                .formatted(key)))
        .map(
            why ->
                "the %s cards of %s are not made up: %s".formatted(made.family(), inventory, why));
  }

  /** What is as this plugin would write it is its own, whether it says so or not. */
  private boolean somebodyElses(Map.Entry<String, String> wanted) {
    return node.annotation(wanted.getKey())
        .filter(text -> !text.equals(wanted.getValue()))
        .filter(_ -> !owned.annotations().contains(wanted.getKey()))
        .isPresent();
  }
}
