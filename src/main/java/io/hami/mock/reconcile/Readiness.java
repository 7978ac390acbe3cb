package io.hami.mock.reconcile;

import io.hami.mock.model.Plan.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether all that is planned is advertised. An API server or a config in trouble takes nothing
 * away: what was advertised stays.
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
        .filter(resource -> resource.planned().outcome() instanceof Outcome.Advertise)
        .filter(resource -> !resource.advertised())
        .forEach(
            resource ->
                missing.put(
                    resource.name().toString(), resource.state() + ": " + resource.reason()));
    return new Readiness(missing);
  }

  public boolean ready() {
    return missing.isEmpty();
  }
}
