package io.hami.mock.plan;

import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Discovery.Unreadable;
import io.hami.mock.model.Origin;
import java.util.List;
import java.util.Optional;

/**
 * Bad input never changes what is advertised (docs/architecture.md, decision 3): the cards of a
 * family stay while it cannot be read. They are kept as they were found, without injected faults,
 * so that a fault ends, and begins, for them as for others.
 */
final class LastGoodCards {
  private LastGoodCards() {}

  /**
   * What was found, where each family that cannot be read has its last good cards.
   *
   * @param before the result for the discoveries before these
   */
  static List<Discovery> keep(List<Discovery> found, List<Discovery> before) {
    return found.stream()
        .map(
            now ->
                now instanceof Unreadable(var family, var why, var _)
                    ? new Unreadable(family, why, last(now, before))
                    : now)
        .toList();
  }

  private static Optional<Present> last(Discovery now, List<Discovery> before) {
    return before.stream()
        .filter(earlier -> earlier.family().toString().equals(now.family().toString()))
        .findFirst()
        .flatMap(
            earlier ->
                switch (earlier) {
                  // What the plugin made up is not the last good state of what cannot be read.
                  case Present present when present.origin() instanceof Origin.OfInventory ->
                      Optional.empty();
                  case Present present -> Optional.of(present);
                  case Unreadable unreadable -> unreadable.last();
                  case Absent _ -> Optional.empty();
                });
  }
}
