package io.hami.mock.plan;

import io.hami.mock.config.Configuration;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.fault.Ailments;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Tuning;
import java.util.Map;

/**
 * Everything of one moment that decides what a node's accelerators are.
 *
 * @param node as it was seen last
 * @param configuration in force
 * @param hardware what vendors' libraries say, by vendor; none where nobody asks them
 * @param ailments which cards are unhealthy on purpose
 * @param operator the factors that an operator has set
 * @param right whether the Node's status may be written
 * @param kubelet whom units would be told
 */
public record Snapshot(
    NodeFacts node,
    Configuration configuration,
    Map<String, Inspection> hardware,
    Ailments ailments,
    Factors operator,
    StatusRight right,
    KubeletVersion kubelet) {
  public Snapshot {
    hardware = Map.copyOf(hardware);
  }

  /** What people ask of resources, whichever cards they come from. */
  Tuning tuning() {
    PluginConfig own = configuration.plugin();
    return new Tuning(own.factors(), operator, own.routes(), own.topology(), right, kubelet);
  }

  /** The same, with other factors of an operator's. */
  public Snapshot withOperator(Factors factors) {
    return new Snapshot(node, configuration, hardware, ailments, factors, right, kubelet);
  }
}
