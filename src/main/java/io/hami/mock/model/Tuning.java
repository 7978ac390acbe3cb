package io.hami.mock.model;

import java.util.Map;
import java.util.Optional;

/**
 * The settings that apply to resources, wherever their cards come from.
 *
 * @param config the factors of the plugin's own config
 * @param operator the factors that an operator set at run time; they take precedence over the
 *     config's
 * @param routes by resource; a resource that is not named takes {@link RouteChoice#AUTO}
 * @param topology whether units carry their card's NUMA node
 * @param status whether this plugin may write the Node's status
 * @param kubelet the version of the kubelet that is told about the units
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

  /** Settings for a kubelet of an unknown version. */
  public Tuning(
      Factors config,
      Factors operator,
      Map<ResourceName, RouteChoice> routes,
      boolean topology,
      StatusRight status) {
    this(config, operator, routes, topology, status, KubeletVersion.UNKNOWN);
  }

  /**
   * Settings without topology; the kubelet and the right to write the Node's status are unknown.
   */
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
}
