package io.hami.mock.discovery;

import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.Form;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import java.util.List;

/** A vendor of accelerators. */
public interface Vendor {
  /** The vendor's name, as people see it and as planners sort by. */
  String name();

  /**
   * What the Node holds of this vendor's families, one entry a configured family; empty where none
   * is configured.
   */
  List<Discovery> discover(NodeFacts node, Form form);

  /** What cards that are made up amount to, one entry a family that has some. */
  default List<SimulatedFamily> simulate(Simulation simulation) {
    return List.of();
  }

  /**
   * What cards amount to that the vendor's library has found, one entry a family that has some and
   * that no annotation of the Node describes. The count is left to the plugin that hands cards to
   * containers.
   */
  default List<Discovery> inspect(NodeFacts node, Inspection.Found found, DeviceConfig names) {
    return List.of();
  }
}
