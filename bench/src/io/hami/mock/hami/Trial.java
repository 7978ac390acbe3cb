package io.hami.mock.hami;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Collectors;

/**
 * A pod, and what is expected of it.
 *
 * @param question the table's column or, of a form that was not recorded, what is tried
 * @param limits of each container
 * @param annotations of the pod
 * @param because why that is expected; empty for what was recorded
 */
record Trial(
    String question, JsonNode limits, JsonNode annotations, Outcome expected, String because) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A recorded pod that was to run. */
  static Trial ofPod(String question, JsonNode recorded) {
    return new Trial(
        question,
        recorded.at("/admitted/limits"),
        recorded.at("/spec/annotations"),
        Outcome.ofPod(recorded),
        "");
  }

  /** A recorded pod that was to be refused. */
  static Trial ofRefused(String question, JsonNode recorded) {
    ArrayNode limits = JSON.createArrayNode();
    Vector.elements(recorded.at("/spec/resources"))
        .forEach(container -> limits.add(container.path("limits")));
    return new Trial(
        question, limits, recorded.at("/spec/annotations"), Outcome.ofRefused(recorded), "");
  }

  /**
   * A pod that was not recorded.
   *
   * @param limits such as {@code enflame.com/drs-gcu: 3}, in YAML's flow style without braces; a
   *     semicolon is between containers
   */
  static Trial of(String question, String limits, Outcome expected, String because) {
    ArrayNode containers = JSON.createArrayNode();
    for (String container : limits.split("; ", -1)) {
      ObjectNode one = containers.addObject();
      for (String limit : container.split(", ", -1)) {
        String[] pair = limit.split(": ", -1);
        one.put(pair[0], pair[1]);
      }
    }
    return new Trial(question, containers, JSON.createObjectNode(), expected, because);
  }

  Trial annotated(String key, String value) {
    ObjectNode more = annotations.deepCopy();
    return new Trial(question, limits, more.put(key, value), expected, because);
  }

  /** The same pod with its only container twice. */
  Trial twice() {
    ArrayNode both = JSON.createArrayNode().add(limits.path(0)).add(limits.path(0));
    return new Trial(question, both, annotations, expected, because);
  }

  /** The same pod as an answer to another question. */
  Trial asked(String other) {
    return new Trial(other, limits, annotations, expected, because);
  }

  /** The same pod with another expectation. */
  Trial expecting(Outcome outcome, String reason) {
    return new Trial(question, limits, annotations, outcome, reason);
  }

  /** The limits without the vendor's domain, such as {@code gpu 1, gpumem 9000}. */
  String asks() {
    return Vector.elements(limits)
        .map(
            container ->
                container.properties().stream()
                    .map(
                        limit ->
                            limit.getKey().replaceFirst(".*/", "")
                                + " "
                                + limit.getValue().asText())
                    .collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; "));
  }
}
