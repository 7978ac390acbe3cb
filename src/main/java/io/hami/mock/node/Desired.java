package io.hami.mock.node;

import io.hami.mock.model.Discovery;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the own Node should have of this plugin.
 *
 * @param cards the families whose contract with HAMi's scheduler is kept on the Node, where their
 *     cards are made up; empty where that is not known now, and what is there stays
 * @param numbers of the status, by resource
 * @param withheld those of them that an injected fault keeps off the Node
 * @param others names that the Node's status has from somebody else, our own device plugins
 *     included: they are left as they are
 */
public record Desired(
    Optional<List<Discovery>> cards,
    Map<ResourceName, Units> numbers,
    Set<ResourceName> withheld,
    Set<ResourceName> others) {
  public static final Desired NOTHING = new Desired(Optional.empty(), Map.of(), Set.of(), Set.of());

  public Desired {
    cards = cards.map(List::copyOf);
    numbers = Map.copyOf(numbers);
    withheld = Set.copyOf(withheld);
    others = Set.copyOf(others);
  }
}
