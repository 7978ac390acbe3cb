package io.hami.mock.config;

import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Sets one value in the text of a YAML document and leaves every other character unchanged. It
 * handles the YAML that configs usually contain, not every feature of YAML, so the caller must
 * parse the result again.
 */
final class YamlSplice {
  private static final int INDENT = 2;

  private final String text;

  private YamlSplice(String text) {
    this.text = text;
  }

  /** {@code text} with the plain scalar {@code value} at {@code path}; keys match in any case. */
  static String set(String text, List<String> path, String value) {
    YamlSplice splice = new YamlSplice(text);
    Optional<Node> root = YamlDocument.read(text, new Findings());
    return root.isPresent() && root.get() instanceof MappingNode mapping
        ? splice.into(mapping, Optional.empty(), path, value)
        : splice.append(block(path, value, 0));
  }

  private String into(
      MappingNode mapping, Optional<Node> parentKey, List<String> path, String value) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key
          && key.getValue().equalsIgnoreCase(path.getFirst())) {
        return at(tuple, path.subList(1, path.size()), value);
      }
    }
    return mapping.getFlowStyle() == FlowStyle.FLOW
        ? intoFlow(mapping, path, value)
        : intoBlock(mapping, parentKey, path, value);
  }

  private String at(NodeTuple tuple, List<String> rest, String value) {
    Node old = tuple.getValueNode();
    if (!rest.isEmpty() && old instanceof MappingNode inner) {
      return into(inner, Optional.of(tuple.getKeyNode()), rest, value);
    }
    int start = offset(old.getStartMark().getIndex());
    int end = offset(old.getEndMark().getIndex());
    String replacement = rest.isEmpty() ? value : "{" + flow(rest, value) + "}";
    // Where there is no value, the new one begins right after the colon of its key.
    String gap = start == end ? " " : "";
    return text.substring(0, start) + gap + replacement + text.substring(end);
  }

  private String intoFlow(MappingNode mapping, List<String> path, String value) {
    int brace = text.indexOf('{', offset(mapping.getStartMark().getIndex())) + 1;
    String separator = mapping.getValue().isEmpty() ? "" : ", ";
    return text.substring(0, brace) + flow(path, value) + separator + text.substring(brace);
  }

  /**
   * The new entry goes right below the mapping's key, so that a comment above the first entry stays
   * above that entry. The top level of the file has no such key, so a new entry goes to the end.
   */
  private String intoBlock(
      MappingNode mapping, Optional<Node> parentKey, List<String> path, String value) {
    int column = mapping.getValue().getFirst().getKeyNode().getStartMark().getColumn();
    String entry = block(path, value, column);
    if (parentKey.isEmpty()) {
      return append(entry);
    }
    int lineEnd = text.indexOf('\n', offset(parentKey.get().getEndMark().getIndex())) + 1;
    return text.substring(0, lineEnd) + entry + text.substring(lineEnd);
  }

  private String append(String entry) {
    return (text.isEmpty() || text.endsWith("\n") ? text : text + "\n") + entry;
  }

  private static String flow(List<String> path, String value) {
    return path.size() == 1
        ? path.getFirst() + ": " + value
        : path.getFirst() + ": {" + flow(path.subList(1, path.size()), value) + "}";
  }

  private static String block(List<String> path, String value, int column) {
    String key = " ".repeat(column) + path.getFirst() + ":";
    return path.size() == 1
        ? key + " " + value + "\n"
        : key + "\n" + block(path.subList(1, path.size()), value, column + INDENT);
  }

  /** Converts an offset: the parser counts code points. */
  private int offset(int codePoints) {
    return text.offsetByCodePoints(0, codePoints);
  }
}
