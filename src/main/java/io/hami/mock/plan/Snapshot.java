package io.hami.mock.plan;

import io.hami.mock.config.Configuration;
import io.hami.mock.config.MissingConfig;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.fault.Ailments;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Tuning;
import java.util.List;
import java.util.Map;

/**
 * All input at one moment from which a node's accelerators are decided.
 *
 * @param node as last read
 * @param configuration in force
 * @param hardware what vendors' libraries report, by vendor; none where they are not asked
 * @param ailments the cards that a fault makes unhealthy
 * @param operator the factors that an operator has set
 * @param right whether the Node's status may be written
 * @param kubelet the version of the Node's kubelet
 * @param missing the configs that were looked for and do not exist
 * @param complete whether every source has answered once; until then what is missing may still come
 */
public record Snapshot(
    NodeFacts node,
    Configuration configuration,
    Map<String, Inspection> hardware,
    Ailments ailments,
    Factors operator,
    StatusRight right,
    KubeletVersion kubelet,
    List<MissingConfig> missing,
    boolean complete) {
  public Snapshot {
    hardware = Map.copyOf(hardware);
    missing = List.copyOf(missing);
  }

  /** The settings that apply to resources, wherever their cards come from. */
  Tuning tuning() {
    PluginConfig own = configuration.plugin();
    return new Tuning(own.factors(), operator, own.routes(), own.topology(), right, kubelet);
  }

  /** This snapshot with other factors of the operator. */
  public Snapshot withOperator(Factors factors) {
    return new Snapshot(
        node, configuration, hardware, ailments, factors, right, kubelet, missing, complete);
  }
}
