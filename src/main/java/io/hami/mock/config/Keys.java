package io.hami.mock.config;

import io.hami.mock.config.Findings.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The keys of one mapping, as yaml.v2 reads them into a struct: in the order of the file; of
 * several keys with the same name, the last one wins, and two mappings are combined; {@code <<}
 * stands for the keys of the mapping that it merges.
 */
final class Keys {
  /** A key and its value, with their positions in the file. */
  record Entry(Node key, Node value, boolean merged) {}

  private final String path;
  private final Findings findings;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** The mappings that are being merged now; a mapping that merges itself is not followed again. */
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

  private Keys(String path, Findings findings) {
    this.path = path;
    this.findings = findings;
  }

  static Map<String, Entry> of(String path, MappingNode node, Findings findings) {
    Keys keys = new Keys(path, findings);
    keys.add(node, false);
    return keys.entries;
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private void add(MappingNode node, boolean merged) {
    if (!open.add(node)) {
      findings.problem(place("<<", node), "this mapping merges itself");
      return;
    }
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode scalar)) {
        findings.problem(
            new Place(path, Optional.of(key.getStartMark())),
            "a key was expected, found " + Found.describe(key));
      } else if (scalar.isPlain() && scalar.getValue().equals("<<")) {
        merge(tuple.getValueNode());
      } else {
        add(scalar, new Entry(key, tuple.getValueNode(), merged));
      }
    }
    open.remove(node);
  }

  private void add(ScalarNode key, Entry entry) {
    String name = key.getValue();
    Entry before = entries.get(name);
    if (before == null) {
      entries.put(name, entry);
      return;
    }
    if (!before.merged() && !entry.merged()) {
      findings.passedOver(
          place(name, key),
          "this key is written twice, first in line %d; %s"
              .formatted(
                  before.key().getStartMark().getLine() + 1,
                  findings.isStrict() ? "leave one of the two out" : "the last one wins"),
          Optional.empty());
    }
    entries.put(
        name,
        before.value() instanceof MappingNode under && entry.value() instanceof MappingNode over
            ? new Entry(key, overlaid(under, over), entry.merged())
            : entry);
  }

  private static MappingNode overlaid(MappingNode under, MappingNode over) {
    List<NodeTuple> tuples = new ArrayList<>(under.getValue());
    tuples.addAll(over.getValue());
    return new MappingNode(
        over.getTag(), true, tuples, over.getStartMark(), over.getEndMark(), over.getFlowStyle());
  }

  private void merge(Node source) {
    switch (source) {
      case MappingNode mapping -> add(mapping, true);
      // Of several merged mappings, the earlier one takes precedence.
      case SequenceNode list -> list.getValue().reversed().forEach(this::mergeOne);
      default -> mergeOne(source);
    }
  }

  private void mergeOne(Node source) {
    if (source instanceof MappingNode mapping) {
      add(mapping, true);
    } else {
      findings.problem(
          place("<<", source),
          "a mapping or a list of mappings was expected, found " + Found.describe(source));
    }
  }

  private Place place(String key, Node at) {
    return new Place(join(path, key), Optional.of(at.getStartMark()));
  }
}
