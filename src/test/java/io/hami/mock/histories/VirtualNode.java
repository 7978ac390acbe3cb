package io.hami.mock.histories;

import io.hami.mock.annotation.Owned;
import io.hami.mock.annotation.StatusMark;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.NodeStatus;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The Node object in the API server, with everybody who writes it. */
final class VirtualNode {
  private static final String KUBELET = "kubelet";
  private static final String STRANGER = "kubectl-patch";

  private final KubeletVersion version;
  private final Runnable changed;
  private final Map<String, String> annotations = new TreeMap<>();
  private final Map<String, String> capacity = new TreeMap<>(Map.of("cpu", "8"));
  private final Map<String, String> allocatable = new TreeMap<>(Map.of("cpu", "8"));
  private final Map<String, String> writers = new TreeMap<>();

  /** Names whose last number the kubelet has forgotten without writing the zero. */
  private final Set<ResourceName> orphans = new TreeSet<>();

  private boolean away;

  VirtualNode(KubeletVersion version, Runnable changed) {
    this.version = version;
    this.changed = changed;
  }

  NodeFacts facts() {
    return new NodeFacts("node-1", annotations, Map.of(), capacity, allocatable, version, writers);
  }

  void away(boolean now) {
    away = now;
  }

  boolean isAway() {
    return away;
  }

  /** The kubelet posts its status. */
  void post(Map<ResourceName, Units> known) {
    if (away) {
      known.forEach(
          (name, units) -> {
            if (units.equals(Units.NONE) && capacity.containsKey(name.toString())) {
              orphans.add(name);
            }
          });
      return;
    }
    boolean news = false;
    for (Map.Entry<ResourceName, Units> one : known.entrySet()) {
      String name = one.getKey().toString();
      orphans.remove(one.getKey());
      String number = Long.toString(one.getValue().capacity());
      if (!number.equals(capacity.put(name, number))) {
        writers.put(name, KUBELET);
        news = true;
      }
      String healthy = Long.toString(one.getValue().allocatable());
      news |= !healthy.equals(allocatable.put(name, healthy));
    }
    news |= allocatable.keySet().retainAll(capacity.keySet());
    for (Map.Entry<String, String> one : capacity.entrySet()) {
      if (known.keySet().stream().noneMatch(name -> name.toString().equals(one.getKey()))) {
        news |= !one.getValue().equals(allocatable.put(one.getKey(), one.getValue()));
      }
    }
    if (news) {
      changed.run();
    }
  }

  /** Somebody else writes a number. */
  void number(ResourceName name, Optional<Integer> number) {
    NodeFacts before = facts();
    write(name, number.map(Long::valueOf), STRANGER);
    tell(before);
  }

  private void write(ResourceName name, Optional<Long> number, String writer) {
    String key = name.toString();
    orphans.remove(name);
    number.ifPresentOrElse(
        units -> {
          capacity.put(key, Long.toString(units));
          allocatable.put(key, Long.toString(units));
          writers.put(key, writer);
        },
        () -> {
          capacity.remove(key);
          allocatable.remove(key);
          writers.remove(key);
        });
  }

  /** Somebody writes an annotation. */
  void annotate(Map<String, Optional<String>> changes) {
    NodeFacts before = facts();
    changes.forEach(
        (key, text) ->
            text.ifPresentOrElse(
                value -> annotations.put(key, value), () -> annotations.remove(key)));
    tell(before);
  }

  /** The plugin writes its status. */
  void status(Map<ResourceName, Optional<Long>> quantities, Map<String, Optional<String>> marks) {
    NodeFacts before = facts();
    quantities.forEach((name, number) -> write(name, number, NodeStatus.FIELD_MANAGER));
    marks.forEach(
        (key, text) ->
            text.ifPresentOrElse(
                value -> annotations.put(key, value), () -> annotations.remove(key)));
    tell(before);
  }

  private void tell(NodeFacts before) {
    if (!facts().equals(before)) {
      changed.run();
    }
  }

  /** Whether the plugin has marked the annotation as its own. */
  boolean owns(String key) {
    return Owned.of(Optional.ofNullable(annotations.get(Owned.KEY))).annotations().contains(key);
  }

  /** The names whose numbers the plugin has marked as its own. */
  Set<ResourceName> numbers() {
    return StatusMark.of(facts());
  }

  /** Whether the plugin has marked a number as its own. */
  boolean owns(ResourceName name) {
    return numbers().contains(name);
  }

  Optional<String> annotation(String key) {
    return Optional.ofNullable(annotations.get(key));
  }

  boolean isOrphan(ResourceName name) {
    return orphans.contains(name);
  }

  boolean isStrangers(ResourceName name) {
    return STRANGER.equals(writers.get(name.toString()));
  }

  /** What is shown of a resource; none where it is not there. */
  Units shown(ResourceName name) {
    NodeFacts now = facts();
    return new Units(number(now.capacity(name)), number(now.allocatable(name)));
  }

  private static long number(Optional<BigDecimal> quantity) {
    return quantity.map(BigDecimal::longValueExact).orElse(0L);
  }
}
