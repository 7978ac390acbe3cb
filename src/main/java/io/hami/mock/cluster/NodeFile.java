package io.hami.mock.cluster;

import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a Node from what {@code kubectl get node -o yaml} or {@code -o json} prints. */
public final class NodeFile {
  /** A Node lists up to fifty images with all their names, and a list may have many Nodes. */
  private static final int MAX_CHARACTERS = 64 * 1024 * 1024;

  private NodeFile() {}

  /** The file is not valid; the message says why. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message);
    }
  }

  /**
   * Reads the Node in {@code text}.
   *
   * @param name which Node to choose if the text is a list of several
   * @throws Unreadable when there is no such Node, or several and no name
   */
  public static NodeFacts read(String text, Optional<String> name) throws Unreadable {
    if (!(parse(text) instanceof Map<?, ?> document)) {
      throw new Unreadable("expected a Node, as `kubectl get node NAME -o yaml` prints it");
    }
    if (!(document.get("items") instanceof List<?> items)) {
      return node(document);
    }
    List<?> chosen =
        items.stream().filter(item -> name.isEmpty() || name(item).equals(name)).toList();
    if (chosen.size() == 1 && chosen.getFirst() instanceof Map<?, ?> item) {
      return node(item);
    }
    if (items.isEmpty()) {
      throw new Unreadable("the list has no Nodes");
    }
    throw new Unreadable(
        name.isPresent()
            ? "the list has %d Nodes named %s, expected one".formatted(chosen.size(), name.get())
            : "the list has %d Nodes; say which one with --node-name".formatted(chosen.size()));
  }

  private static Object parse(String text) throws Unreadable {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    try {
      Object document = new Yaml(new SafeConstructor(options)).load(text);
      return document == null ? "" : document;
    } catch (MarkedYAMLException broken) {
      throw new Unreadable(
          broken.getProblemMark() == null
              ? "not YAML: " + broken.getProblem()
              : "not YAML: line %d, column %d: %s"
                  .formatted(
                      broken.getProblemMark().getLine() + 1,
                      broken.getProblemMark().getColumn() + 1,
                      broken.getProblem()));
    } catch (YAMLException broken) {
      throw new Unreadable("not YAML: " + broken.getMessage());
    }
  }

  private static NodeFacts node(Map<?, ?> document) throws Unreadable {
    if (document.get("kind") instanceof String kind && !kind.equals("Node")) {
      throw new Unreadable("expected a Node, found a " + kind);
    }
    Map<?, ?> metadata = map(document, "metadata");
    Map<?, ?> status = map(document, "status");
    return new NodeFacts(
        metadata.get("name") instanceof String name ? name : "",
        strings(metadata, "annotations"),
        strings(metadata, "labels"),
        strings(status, "capacity"),
        strings(status, "allocatable"),
        KubeletVersion.parse(strings(status, "nodeInfo").getOrDefault("kubeletVersion", "")));
  }

  private static Optional<String> name(Object item) {
    return item instanceof Map<?, ?> node
            && map(node, "metadata").get("name") instanceof String name
        ? Optional.of(name)
        : Optional.empty();
  }

  private static Map<?, ?> map(Map<?, ?> parent, String key) {
    return parent.get(key) instanceof Map<?, ?> map ? map : Map.of();
  }

  /** Reads a map of strings; Nodes that are written by hand often have numbers without quotes. */
  private static Map<String, String> strings(Map<?, ?> parent, String key) {
    Map<String, String> strings = new HashMap<>();
    map(parent, key)
        .forEach(
            (name, value) -> {
              if (value != null) {
                strings.put(String.valueOf(name), String.valueOf(value));
              }
            });
    return strings;
  }
}
