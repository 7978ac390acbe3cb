package io.hami.mock.discovery;

import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import java.util.Optional;

/** Knows which names cannot be served for made-up cards now (docs/architecture.md, decision 4). */
@FunctionalInterface
public interface Holders {
  /** No other plugin is on this Node. */
  Holders NOBODY = _ -> Optional.empty();

  /**
   * Why {@code name} cannot be served: another plugin has it, or the kubelet still remembers one
   * that has gone. Empty when it is free or this plugin's.
   */
  Optional<Reason> holder(ResourceName name);
}
