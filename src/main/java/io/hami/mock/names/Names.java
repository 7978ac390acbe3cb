package io.hami.mock.names;

import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.ResourceName;

/** Tells which plugin a resource name belongs to, before a count is advertised under it. */
@FunctionalInterface
public interface Names {
  /** No other plugin is on this Node. */
  Names FREE = (_, _) -> Standing.FREE;

  /** Whether {@code name} can be advertised by this route now, and if not, why. */
  Standing standing(ResourceName name, Route route);
}
