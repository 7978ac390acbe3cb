package io.hami.mock.model;

import java.util.List;
import java.util.Set;

/**
 * A kind of card as it is configured. One vendor may have several families: Ascend and Iluvatar
 * have one for each chip.
 *
 * @param vendor the vendor's name: {@code NVIDIA}, {@code Ascend}, ...
 * @param name the family within the vendor, or the vendor's name again where it has only one
 * @param serves the resource names that this family advertises when its cards are there, in display
 *     order
 * @param reads the Node's quantities that its discovery reads (gate, count): other plugins serve
 *     them, this plugin never does (docs/architecture.md, decision 4)
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
