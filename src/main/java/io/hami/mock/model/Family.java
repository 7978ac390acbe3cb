package io.hami.mock.model;

import java.util.List;
import java.util.Set;

/**
 * A kind of card as it is configured: one vendor may have several (Ascend and Iluvatar have one a
 * chip).
 *
 * @param vendor the vendor's name: {@code NVIDIA}, {@code Ascend}, ...
 * @param name the family within the vendor, or the vendor's name again where it has only one
 * @param serves the names this family advertises when its cards are there, in the order they are
 *     shown
 * @param reads the Node's quantities its discovery looks at (gate, count): somebody else's, never
 *     served by this plugin (docs/architecture.md, decision 4)
 */
public record Family(
    String vendor, String name, List<ResourceName> serves, Set<ResourceName> reads) {
  public Family {
    serves = List.copyOf(serves);
    reads = Set.copyOf(reads);
  }

  @Override
  public String toString() {
    return vendor.equals(name) ? vendor : vendor + " " + name;
  }
}
