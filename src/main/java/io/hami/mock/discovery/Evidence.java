package io.hami.mock.discovery;

import io.hami.mock.config.Configuration;
import io.hami.mock.fault.Ailments;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import java.util.Map;

/**
 * The input of all discoveries.
 *
 * @param hardware what vendors' libraries report, by vendor; none where they are not asked
 * @param holders knows which names another plugin serves
 * @param ailments the cards that a fault makes unhealthy
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

  /** A Node on which no other plugin serves anything. */
  public static Evidence of(NodeFacts node, Configuration configuration) {
    return new Evidence(node, configuration, Map.of(), Holders.NOBODY, Ailments.NONE);
  }
}
