package io.hami.mock.model;

import java.util.Map;
import java.util.Optional;

/**
 * What people ask of resources, whichever cards they come from.
 *
 * @param config the factors of the plugin's own config
 * @param operator the factors that an operator set while it runs; they beat the config's
 * @param routes by resource; a resource that is not named takes {@link RouteChoice#AUTO}
 * @param topology whether units say their card's NUMA node
 * @param status whether the Node's status is open to this plugin
 * @param kubelet whom the units are told
 */
public record Tuning(
    Factors config,
    Factors operator,
    Map<ResourceName, RouteChoice> routes,
    boolean topology,
    StatusRight status,
    KubeletVersion kubelet) {
  public static final Tuning NONE = new Tuning(Factors.NONE, Factors.NONE, Map.of());

  public Tuning {
    routes = Map.copyOf(routes);
  }

  /** With nothing known of the kubelet. */
  public Tuning(
      Factors config,
      Factors operator,
      Map<ResourceName, RouteChoice> routes,
      boolean topology,
      StatusRight status) {
    this(config, operator, routes, topology, status, KubeletVersion.UNKNOWN);
  }

  /** Without topology, and with nothing known of the Node's status. */
  public Tuning(Factors config, Factors operator, Map<ResourceName, RouteChoice> routes) {
    this(config, operator, routes, false, StatusRight.UNKNOWN);
  }

  /** The factor in force for a resource: the precedence of docs/architecture.md, decision 1. */
  public SplitFactor factor(String vendor, VirtualResource resource) {
    return origin(operator, SplitFactor.Origin.OPERATOR, vendor, resource)
        .or(() -> origin(config, SplitFactor.Origin.PLUGIN_CONFIG, vendor, resource))
        .orElse(resource.factor());
  }

  private static Optional<SplitFactor> origin(
      Factors factors, SplitFactor.Origin origin, String vendor, VirtualResource resource) {
    return factors.find(vendor, resource).map(value -> new SplitFactor(value, origin));
  }

  public RouteChoice route(ResourceName name) {
    return routes.getOrDefault(name, RouteChoice.AUTO);
  }

  /** With other factors of the operator's. */
  public Tuning withOperator(Factors factors) {
    return new Tuning(config, factors, routes, topology, status, kubelet);
  }
}
