package io.hami.mock.reconcile;

import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Reason;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether all that is planned is advertised, names that others have included. An API server or a
 * config in trouble takes nothing away: what was advertised stays.
 *
 * @param missing what is not there yet, and why; empty when ready
 */
public record Readiness(Map<String, String> missing) {
  public Readiness {
    missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
  }

  /** Looks at one state. */
  public static Readiness of(NodeState state) {
    Map<String, String> missing = new LinkedHashMap<>();
    if (state.config().inForce().isEmpty()) {
      missing.put("config", "no config is in force yet");
    }
    if (state.facts().isEmpty()) {
      missing.put("node", state.trouble().orElse("the Node has not been seen yet"));
    }
    state.resources().stream()
        .filter(Readiness::isWanted)
        .filter(resource -> !resource.advertised())
        .forEach(
            resource ->
                missing.put(
                    resource.name().toString(), resource.state() + ": " + resource.reason()));
    return new Readiness(missing);
  }

  /** What is refused for another reason stays so until a config or the Node changes. */
  private static boolean isWanted(ResourceState resource) {
    return switch (resource.planned().outcome()) {
      case Outcome.Advertise _ -> true;
      case Outcome.Refuse(var _, Reason why) ->
          why.kind() == Reason.Kind.CONTENDED || why.kind() == Reason.Kind.REMEMBERED;
      case Outcome.Withhold _ -> false;
    };
  }

  public boolean ready() {
    return missing.isEmpty();
  }
}
