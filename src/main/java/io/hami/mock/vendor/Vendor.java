package io.hami.mock.vendor;

import io.hami.mock.config.Form;
import io.hami.mock.model.Discovery;
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
}
