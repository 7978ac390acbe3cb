package io.hami.mock.hami;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of a pod.
 *
 * @param phase of Kubernetes
 * @param bind HAMi's phase of the binding; empty where there is none
 * @param parts of cards that HAMi chose by name, one a container: templates, profiles, MIG
 *     instances; empty where it divides cards by numbers alone
 * @param refusal why no node fits; empty where one does
 */
record Outcome(String phase, String bind, String parts, String refusal) {
  private static final Pattern WHY =
      Pattern.compile("nodes are available: (.*?)\\.(?: preemption:.*)?$");

  /** In the annotations for Ascend, for Enflame and for NVIDIA's MIG. */
  private static final Pattern PART =
      Pattern.compile("\"(?:temp|profileName|profile)\":\"([^\"]+)\"");

  static Outcome running(String bind, String parts) {
    return new Outcome("Running", bind, parts, "");
  }

  static Outcome refused(String refusal) {
    return new Outcome("Pending", "", "", refusal);
  }

  /** Of a pod in the API server. */
  static Outcome of(JsonNode pod) {
    String message =
        Vector.elements(pod.at("/status/conditions"))
            .filter(condition -> condition.path("type").asText().equals("PodScheduled"))
            .map(condition -> condition.path("message").asText())
            .findFirst()
            .orElse("");
    JsonNode annotations = pod.at("/metadata/annotations");
    return new Outcome(
        pod.at("/status/phase").asText(),
        annotations.path("hami.io/bind-phase").asText(),
        parts(annotations),
        refusal(message));
  }

  /** Of a recorded pod that was to run. */
  static Outcome ofPod(JsonNode recorded) {
    JsonNode outcome = recorded.path("outcome");
    return new Outcome(
        outcome.path("phase").asText(),
        outcome.path("bindPhase").asText(""),
        parts(recorded.path("annotationsByScheduler")),
        refusal(outcome.at("/why/scheduled/0").asText()));
  }

  /** Of a recorded pod that was to be refused; some were not. */
  static Outcome ofRefused(JsonNode recorded) {
    return new Outcome(
        recorded.path("phase").asText(), "", "", refusal(recorded.at("/reason/0").asText()));
  }

  /** The same for each of two containers. */
  Outcome twice() {
    return new Outcome(phase, bind, parts.isEmpty() ? "" : parts + "+" + parts, refusal);
  }

  private static String parts(JsonNode annotations) {
    return annotations.properties().stream()
        .flatMap(annotation -> PART.matcher(annotation.getValue().asText()).results())
        .map((MatchResult part) -> part.group(1))
        .collect(Collectors.joining("+"));
  }

  private static String refusal(String message) {
    Matcher why = WHY.matcher(message);
    return why.find() ? why.group(1) : "";
  }

  /** Whether it is the expected one; of some pods nobody recorded how they were bound. */
  boolean isAs(Outcome expected) {
    return phase.equals(expected.phase)
        && refusal.equals(expected.refusal)
        && parts.equals(expected.parts)
        && (expected.bind.isEmpty() || bind.equals(expected.bind));
  }

  /** Whether nothing more is to come, unless the node changes. */
  boolean isFinal() {
    return phase.equals("Running") || phase.equals("Failed") || !refusal.isEmpty();
  }

  @Override
  public String toString() {
    return Stream.of(phase, bind, parts, refusal)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }
}
