package io.hami.mock.inventory;

import io.hami.mock.model.NodeFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The Nodes that a rule matches: those with one of the names and all of the labels.
 *
 * @param names {@code *} matches any text; an empty list matches any name
 * @param labels an empty map matches any labels
 */
public record NodeSelector(List<String> names, Map<String, String> labels) {
  /** Every Node. */
  public static final NodeSelector ALL = new NodeSelector(List.of(), Map.of());

  public NodeSelector {
    names = List.copyOf(names);
    labels = Map.copyOf(labels);
  }

  /** Why this does not match {@code node}; empty when it does. */
  public Optional<String> miss(NodeFacts node) {
    if (!names.isEmpty() && names.stream().noneMatch(name -> matches(name, node.name()))) {
      return Optional.of(
          "the name %s is not one of %s".formatted(node.name(), String.join(", ", names)));
    }
    return new TreeMap<>(labels)
        .entrySet().stream()
            .filter(label -> !label.getValue().equals(node.labels().get(label.getKey())))
            .findFirst()
            .map(
                label ->
                    "the label %s=%s was expected, the Node has %s"
                        .formatted(
                            label.getKey(),
                            label.getValue(),
                            node.labels().containsKey(label.getKey())
                                ? label.getKey() + "=" + node.labels().get(label.getKey())
                                : "none of that name"));
  }

  /**
   * Whether {@code pattern} matches all of {@code name}. After a mismatch only the last {@code *}
   * takes one more character, so the time is at most the product of the lengths, however many there
   * are.
   */
  private static boolean matches(String pattern, String name) {
    int at = 0;
    int inName = 0;
    int star = -1;
    int taken = 0;
    while (inName < name.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        taken = inName;
      } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(inName)) {
        at++;
        inName++;
      } else if (star >= 0) {
        at = star + 1;
        inName = ++taken;
      } else {
        return false;
      }
    }
    return pattern.substring(at).chars().allMatch(rest -> rest == '*');
  }

  /**
   * Whether this selects every Node that {@code other} selects. It compares names and labels as
   * texts, so it may miss a case.
   */
  public boolean covers(NodeSelector other) {
    return (names.isEmpty() || (!other.names.isEmpty() && names.containsAll(other.names)))
        && other.labels.entrySet().containsAll(labels.entrySet());
  }

  @Override
  public String toString() {
    if (equals(ALL)) {
      return "every Node";
    }
    String byName = names.isEmpty() ? "" : "name " + String.join(" or ", names);
    String byLabel =
        new TreeMap<>(labels)
            .entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(" and "));
    return byName + (byName.isEmpty() || byLabel.isEmpty() ? "" : ", ") + byLabel;
  }
}
