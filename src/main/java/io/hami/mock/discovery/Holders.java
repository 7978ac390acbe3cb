package io.hami.mock.discovery;

import io.hami.mock.model.ResourceName;
import java.util.Optional;

/** Knows which names somebody else serves on this Node (docs/architecture.md, decision 4). */
@FunctionalInterface
public interface Holders {
  /** Nobody else is on this Node. */
  Holders NOBODY = _ -> Optional.empty();

  /** Why {@code name} is taken for somebody else's; empty when it is free, or ours. */
  Optional<String> holder(ResourceName name);
}
