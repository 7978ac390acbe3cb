package io.hami.mock.names;

import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.ResourceName;

/** Whose a name is, for whoever wants to bring a count to the Node under it. */
@FunctionalInterface
public interface Names {
  /** Nobody else is on this Node. */
  Names FREE = (_, _) -> Standing.FREE;

  /** Whether {@code name} can go this way now, and why not. */
  Standing standing(ResourceName name, Route route);
}
