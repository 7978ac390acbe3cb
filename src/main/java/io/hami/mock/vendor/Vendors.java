package io.hami.mock.vendor;

import io.hami.mock.config.Configuration;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.NodeFacts;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** All vendors, in the order in which names are given away: by the vendors' names. */
@Singleton
public final class Vendors {
  private final List<Vendor> vendors;

  public Vendors(List<Vendor> vendors) {
    this.vendors = vendors.stream().sorted(Comparator.comparing(Vendor::name)).toList();
  }

  /** The names of all vendors, as a config may speak of them. */
  public List<String> names() {
    return vendors.stream().map(Vendor::name).toList();
  }

  /** What the Node holds of every configured family. */
  public List<Discovery> discover(NodeFacts node, Configuration configuration) {
    return vendors.stream()
        .flatMap(vendor -> vendor.discover(node, configuration.form()).stream())
        .toList();
  }
}
