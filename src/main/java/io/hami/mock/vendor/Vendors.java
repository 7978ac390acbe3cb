package io.hami.mock.vendor;

import io.hami.mock.config.Configuration;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.NodeFacts;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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

  /** The names that families can have: those of the vendors, and {@code custom}. */
  public List<String> families() {
    return Stream.concat(names().stream(), Stream.of(CustomResources.VENDOR)).toList();
  }

  /** What the Node holds of every configured family; custom resources come last. */
  public List<Discovery> discover(NodeFacts node, Configuration configuration) {
    return Stream.concat(
            vendors.stream()
                .flatMap(vendor -> vendor.discover(node, configuration.form()).stream()),
            CustomResources.discover(node, configuration.plugin().custom()).stream())
        .toList();
  }
}
