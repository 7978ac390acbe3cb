package io.hami.mock.node;

import io.hami.mock.annotation.HandshakeText;
import io.hami.mock.annotation.Owned;
import io.hami.mock.annotation.StatusMark;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.CleanedNode.Item;
import io.hami.mock.port.CleanedNode.Outcome.Kept;
import io.hami.mock.port.Leftover;
import io.hami.mock.port.ListedNode;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.Nodes.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this plugin has left on a Node. Ours is what the marks on the Node name, or what the API
 * server records as written by this plugin alone, since a mark may be lost; and of that only what
 * nobody else has written since. Units that the kubelet counts are not among it: the kubelet sets
 * them to 0 itself.
 *
 * @param metadata annotations, the mark of ownership last
 * @param status numbers, and the mark that names them last
 * @param kept what was marked as ours and has another writer by now
 */
record Remains(List<Leftover> metadata, List<Leftover> status, List<Item> kept) {
  private static final Set<String> MARKS = Set.of(Owned.KEY, StatusMark.KEY);

  Remains {
    metadata = List.copyOf(metadata);
    status = List.copyOf(status);
    kept = List.copyOf(kept);
  }

  static Remains of(ListedNode node) {
    List<Item> kept = new ArrayList<>();
    List<Leftover> metadata = annotations(node, kept);
    List<Leftover> status = numbers(node.facts(), kept);
    mark(node.facts(), Owned.KEY).ifPresent(metadata::add);
    mark(node.facts(), StatusMark.KEY).ifPresent(status::add);
    return new Remains(metadata, status, kept);
  }

  List<Leftover> of(Part part) {
    return switch (part) {
      case METADATA -> metadata;
      case STATUS -> status;
    };
  }

  boolean isEmpty() {
    return metadata.isEmpty() && status.isEmpty();
  }

  private static List<Leftover> annotations(ListedNode node, List<Item> kept) {
    Map<String, String> there = node.facts().annotations();
    Set<String> keys = new TreeSet<>(Owned.of(node.facts().annotation(Owned.KEY)).annotations());
    there.keySet().stream()
        .filter(key -> node.writers(key).equals(Set.of(NodeStatus.FIELD_MANAGER)))
        .forEach(keys::add);
    keys.retainAll(there.keySet());
    keys.removeAll(MARKS);
    List<Leftover> ours = new ArrayList<>();
    for (String key : keys) {
      Leftover annotation = new Leftover.Annotation(key, there.getOrDefault(key, ""));
      Optional<String> other =
          HandshakeText.isOfScheduler(there.getOrDefault(key, ""))
              ? Optional.empty()
              : other(node.writers(key).stream());
      other.ifPresentOrElse(
          by -> kept.add(new Item(annotation, new Kept(by))), () -> ours.add(annotation));
    }
    return ours;
  }

  private static List<Leftover> numbers(NodeFacts node, List<Item> kept) {
    Set<String> names =
        StatusMark.of(node).stream().map(ResourceName::toString).collect(Collectors.toSet());
    node.writers().entrySet().stream()
        .filter(writer -> writer.getValue().equals(NodeStatus.FIELD_MANAGER))
        .map(Map.Entry::getKey)
        .forEach(names::add);
    List<Leftover> ours = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      Optional<String> capacity = Optional.ofNullable(node.capacity().get(name));
      Optional<String> allocatable = Optional.ofNullable(node.allocatable().get(name));
      if (capacity.isEmpty() && allocatable.isEmpty()) {
        continue;
      }
      Leftover number = new Leftover.Quantity(name, capacity, allocatable);
      other(Stream.ofNullable(node.writers().get(name)))
          .ifPresentOrElse(by -> kept.add(new Item(number, new Kept(by))), () -> ours.add(number));
    }
    return ours;
  }

  private static Optional<String> other(Stream<String> writers) {
    return writers
        .filter(Predicate.not(NodeStatus.FIELD_MANAGER::equals))
        .sorted()
        .reduce((one, next) -> one + ", " + next);
  }

  private static Optional<Leftover> mark(NodeFacts node, String key) {
    return node.annotation(key).map(value -> new Leftover.Annotation(key, value));
  }
}
