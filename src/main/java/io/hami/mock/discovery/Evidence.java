package io.hami.mock.discovery;

import io.hami.mock.config.Configuration;
import io.hami.mock.fault.Ailments;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import java.util.Map;

/**
 * All that discoveries look at.
 *
 * @param hardware what vendors' libraries say, by vendor; none where nobody asks them
 * @param holders who serves a name, where that is somebody else
 * @param ailments which cards are unhealthy on purpose
 */
public record Evidence(
    NodeFacts node,
    Configuration configuration,
    Map<String, Inspection> hardware,
    Holders holders,
    Ailments ailments) {
  public Evidence {
    hardware = Map.copyOf(hardware);
  }

  /** A Node alone, on which nobody else serves anything. */
  public static Evidence of(NodeFacts node, Configuration configuration) {
    return new Evidence(node, configuration, Map.of(), Holders.NOBODY, Ailments.NONE);
  }
}
