package io.hami.mock.node;

import io.hami.mock.model.Discovery;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this plugin should have on its own Node.
 *
 * @param cards the families whose contract with HAMi's scheduler is kept on the Node, if their
 *     cards are made up; empty where they are not known now, and then the Node stays as it is
 * @param numbers of the status, by resource; empty while it is not known whether the status may be
 *     written, and then it stays as it is
 * @param served the resources of made-up cards that this plugin serves through the kubelet, which
 *     are marked as its own
 * @param withheld those of the numbers that an injected fault keeps off the Node
 * @param others names that another writer has in the Node's status, including the kubelet for this
 *     plugin's own device plugins: they are not changed
 * @param complete whether numbers of an earlier life that are not among these are taken off; false
 *     while the plugin's own config is not known
 */
public record Desired(
    Optional<List<Discovery>> cards,
    Optional<Map<ResourceName, Units>> numbers,
    Set<ResourceName> served,
    Set<ResourceName> withheld,
    Set<ResourceName> others,
    boolean complete) {
  public static final Desired NOTHING =
      new Desired(Optional.empty(), Optional.empty(), Set.of(), Set.of(), Set.of(), true);

  public Desired {
    cards = cards.map(List::copyOf);
    numbers = numbers.map(Map::copyOf);
    served = Set.copyOf(served);
    withheld = Set.copyOf(withheld);
    others = Set.copyOf(others);
  }
}
