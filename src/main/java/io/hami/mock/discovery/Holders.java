package io.hami.mock.discovery;

import io.hami.mock.annotation.Owned;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import java.math.BigDecimal;
import java.util.Optional;

/** Knows which names somebody else serves on this Node (design decision 4). */
@FunctionalInterface
public interface Holders {
  /** Why {@code name} is taken for somebody else's; empty when it is free, or ours. */
  Optional<String> holder(ResourceName name);

  /**
   * What the Node alone gives away: a count that is there and that this plugin has not marked as
   * its own.
   */
  static Holders by(NodeFacts node) {
    return name ->
        Owned.of(node.annotation(Owned.KEY)).resources().contains(name)
            ? Optional.empty()
            : node.capacity(name)
                .filter(units -> units.compareTo(BigDecimal.ZERO) > 0)
                .map(
                    units ->
                        "the Node has %s of %s, which another plugin serves"
                            .formatted(units.toPlainString(), name));
  }
}
