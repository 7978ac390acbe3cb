package io.hami.mock.discovery;

import io.hami.mock.config.CustomResource;
import io.hami.mock.config.QuantityExpression.Result;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Absent;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Discovery.Unreadable;
import io.hami.mock.model.Family;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.Reason;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.List;

/**
 * The resources that the plugin's own config declares. They belong to no cards; each is a family of
 * its own.
 */
final class CustomResources {
  /** Takes the place of a vendor's name; no config can use it as one. */
  static final String VENDOR = "custom";

  private CustomResources() {}

  static List<Discovery> discover(NodeFacts node, List<CustomResource> resources) {
    return resources.stream().map(resource -> look(node, resource)).toList();
  }

  private static Discovery look(NodeFacts node, CustomResource resource) {
    Family family =
        new Family(
            VENDOR,
            resource.name().toString(),
            List.of(resource.name()),
            resource.quantity().reads());
    String quantity = "the quantity '" + resource.quantity() + "' of " + resource.name();
    return switch (resource.quantity().evaluate(node)) {
      case Result.Value(long total) ->
          new Present(
              family,
              List.of(),
              List.of(
                  new VirtualResource(
                      resource.name(),
                      Measure.CUSTOM,
                      Unit.UNIT,
                      Quantity.of(total),
                      factor(resource))));
      case Result.Missing(String what) ->
          new Absent(
              family,
              new Reason(
                  Reason.Kind.NO_SOURCE, quantity + " needs " + what + ", which the Node lacks"));
      case Result.Wrong(String why) ->
          new Unreadable(family, new Reason(Reason.Kind.MALFORMED, quantity + ": " + why));
    };
  }

  private static SplitFactor factor(CustomResource resource) {
    return resource.factor() == 1
        ? SplitFactor.ONE
        : new SplitFactor(resource.factor(), SplitFactor.Origin.PLUGIN_CONFIG);
  }
}
