package io.hami.mock.discovery;

import io.hami.mock.model.NodeFacts;
import java.util.HashMap;
import java.util.Map;

/** A Node with the content that a test gives it, and names as a configuration has them. */
record Node(
    Map<String, String> annotations,
    Map<String, String> labels,
    Map<String, String> capacity,
    Map<String, String> allocatable) {
  static Node empty() {
    return new Node(Map.of(), Map.of(), Map.of(), Map.of());
  }

  Node annotation(String key, String value) {
    return new Node(with(annotations, key, value), labels, capacity, allocatable);
  }

  Node capacity(String name, String quantity) {
    return new Node(annotations, labels, with(capacity, name, quantity), allocatable);
  }

  Node allocatable(String name, String quantity) {
    return new Node(annotations, labels, capacity, with(allocatable, name, quantity));
  }

  Node label(String key, String value) {
    return new Node(annotations, with(labels, key, value), capacity, allocatable);
  }

  NodeFacts facts() {
    return new NodeFacts("node-1", annotations, labels, capacity, allocatable);
  }

  /** Names; {@code ""} is a name that the configuration leaves out. */
  static CardNames names(String count, String memory, String cores, int memoryFactor) {
    return new CardNames(
        CardNames.name(count), CardNames.name(memory), CardNames.name(cores), memoryFactor);
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> result = new HashMap<>(map);
    result.put(key, value);
    return Map.copyOf(result);
  }
}
