package io.hami.mock.model;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parts of its Node object that this plugin uses. Equal facts mean that nothing relevant has
 * changed: heartbeats and conditions are not part of them.
 *
 * @param name the Node's name
 * @param annotations metadata.annotations
 * @param labels metadata.labels
 * @param capacity status.capacity, quantities as written
 * @param allocatable status.allocatable, quantities as written
 * @param kubelet the kubelet's version in status.nodeInfo
 * @param writers the last writer of each extended resource's capacity, from metadata.managedFields,
 *     such as {@code kubelet}
 */
public record NodeFacts(
    String name,
    Map<String, String> annotations,
    Map<String, String> labels,
    Map<String, String> capacity,
    Map<String, String> allocatable,
    KubeletVersion kubelet,
    Map<String, String> writers) {
  public NodeFacts {
    annotations = Map.copyOf(annotations);
    labels = Map.copyOf(labels);
    capacity = Map.copyOf(capacity);
    allocatable = Map.copyOf(allocatable);
    writers = Map.copyOf(writers);
  }

  /** A Node without writers. */
  public NodeFacts(
      String name,
      Map<String, String> annotations,
      Map<String, String> labels,
      Map<String, String> capacity,
      Map<String, String> allocatable,
      KubeletVersion kubelet) {
    this(name, annotations, labels, capacity, allocatable, kubelet, Map.of());
  }

  /** A Node with a kubelet of an unknown release. */
  public NodeFacts(
      String name,
      Map<String, String> annotations,
      Map<String, String> labels,
      Map<String, String> capacity,
      Map<String, String> allocatable) {
    this(name, annotations, labels, capacity, allocatable, KubeletVersion.UNKNOWN);
  }

  /** These facts without the given annotations and without any quantity of the given resources. */
  public NodeFacts without(Set<String> keys, Set<ResourceName> resources) {
    if (keys.isEmpty() && resources.isEmpty()) {
      return this;
    }
    Set<String> names = resources.stream().map(ResourceName::toString).collect(Collectors.toSet());
    return new NodeFacts(
        name,
        rest(annotations, keys),
        labels,
        rest(capacity, names),
        rest(allocatable, names),
        kubelet,
        writers);
  }

  private static Map<String, String> rest(Map<String, String> all, Set<String> unwanted) {
    Map<String, String> rest = new HashMap<>(all);
    rest.keySet().removeAll(unwanted);
    return rest;
  }

  /** The last writer of a resource's capacity; empty where the Node does not name it. */
  public Optional<String> writer(ResourceName name) {
    return Optional.ofNullable(writers.get(name.toString()));
  }

  public Optional<String> annotation(String key) {
    return Optional.ofNullable(annotations.get(key));
  }

  /**
   * Capacity of a resource; empty when the Node does not have it or it cannot be read as a
   * quantity.
   */
  public Optional<BigDecimal> capacity(ResourceName name) {
    return Optional.ofNullable(capacity.get(name.toString())).flatMap(KubernetesQuantity::parse);
  }

  /**
   * Allocatable of a resource; empty when the Node does not have it or it cannot be read as a
   * quantity.
   */
  public Optional<BigDecimal> allocatable(ResourceName name) {
    return Optional.ofNullable(allocatable.get(name.toString())).flatMap(KubernetesQuantity::parse);
  }
}
