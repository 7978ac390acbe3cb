package io.hami.mock.hami;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of a pod.
 *
 * @param phase of Kubernetes
 * @param bind HAMi's phase of the binding; empty where there is none
 * @param refusal why no node fits; empty where one does
 */
record Outcome(String phase, String bind, String refusal) {
  private static final Pattern WHY =
      Pattern.compile("nodes are available: (.*?)\\.(?: preemption:.*)?$");

  /** Of a pod in the API server. */
  static Outcome of(JsonNode pod) {
    String message =
        Vector.elements(pod.at("/status/conditions"))
            .filter(condition -> condition.path("type").asText().equals("PodScheduled"))
            .map(condition -> condition.path("message").asText())
            .findFirst()
            .orElse("");
    return new Outcome(
        pod.at("/status/phase").asText(),
        pod.at("/metadata/annotations").path("hami.io/bind-phase").asText(),
        refusal(message));
  }

  /** Of a recorded pod that was to run. */
  static Outcome ofPod(JsonNode recorded) {
    JsonNode outcome = recorded.path("outcome");
    return new Outcome(
        outcome.path("phase").asText(),
        outcome.path("bindPhase").isNull() ? "" : outcome.path("bindPhase").asText(),
        refusal(outcome.at("/why/scheduled/0").asText()));
  }

  /** Of a recorded pod that was to be refused; some were not. */
  static Outcome ofRefused(JsonNode recorded) {
    return new Outcome(
        recorded.path("phase").asText(), "", refusal(recorded.at("/reason/0").asText()));
  }

  private static String refusal(String message) {
    Matcher why = WHY.matcher(message);
    return why.find() ? why.group(1) : "";
  }

  /** Whether it is the recorded one; a pod that was refused has no binding to compare. */
  boolean isAs(Outcome recorded) {
    return phase.equals(recorded.phase)
        && refusal.equals(recorded.refusal)
        && (recorded.bind.isEmpty() || bind.equals(recorded.bind));
  }

  /** Whether nothing more is to come. */
  boolean isFinal() {
    return phase.equals("Running") || phase.equals("Failed") || !refusal.isEmpty();
  }

  @Override
  public String toString() {
    return phase
        + Optional.of(bind).filter(text -> !text.isEmpty()).map(text -> ", " + text).orElse("")
        + Optional.of(refusal).filter(text -> !text.isEmpty()).map(text -> ", " + text).orElse("");
  }
}
