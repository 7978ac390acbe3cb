package io.hami.mock.discovery;

import io.hami.mock.model.ResourceName;
import java.util.Optional;

/** Knows which names another plugin serves on this Node (docs/architecture.md, decision 4). */
@FunctionalInterface
public interface Holders {
  /** No other plugin is on this Node. */
  Holders NOBODY = _ -> Optional.empty();

  /** Why {@code name} belongs to another plugin; empty when it is free or this plugin's. */
  Optional<String> holder(ResourceName name);
}
