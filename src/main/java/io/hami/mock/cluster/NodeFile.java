package io.hami.mock.cluster;

import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.Mistaken;
import io.hami.mock.model.NodeFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a Node from what {@code kubectl get node -o yaml} or {@code -o json} prints. */
public final class NodeFile {
  /** A Node lists up to fifty images with all their names, and a list may have many Nodes. */
  private static final int MAX_CHARACTERS = 64 * 1024 * 1024;

  /** How many names or kinds a message has. */
  private static final int SOME = 5;

  private NodeFile() {}

  /** The file is not valid; the message says why. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message);
    }
  }

  /**
   * Reads the Node in {@code text}: a Node, a list with it, or one of several documents.
   *
   * @param name which Node to choose where there are several; a single one is taken anyway
   * @throws Unreadable when there is no such Node, or several and no name
   */
  public static NodeFacts read(String text, Optional<String> name) throws Unreadable {
    Optional<Mistaken> mistaken = Mistaken.find(text);
    List<Map<?, ?>> objects = new ArrayList<>();
    try {
      for (Object document : parse(text)) {
        objects.addAll(objects(document));
      }
    } catch (Unreadable broken) {
      throw mistaken.isPresent() ? new Unreadable(line(mistaken.get())) : broken;
    }
    List<Map<?, ?>> nodes = objects.stream().filter(NodeFile::isNode).toList();
    if (nodes.isEmpty()) {
      throw new Unreadable(mistaken.isPresent() ? line(mistaken.get()) : found(objects));
    }
    if (nodes.size() == 1) {
      return node(nodes.getFirst());
    }
    List<Map<?, ?>> named =
        nodes.stream().filter(node -> name.isPresent() && name(node).equals(name)).toList();
    if (named.size() == 1) {
      return node(named.getFirst());
    }
    throw new Unreadable(
        "the file has %d Nodes%s; say which one with -node-name%s"
            .formatted(
                nodes.size(),
                name.map(wanted -> ", %d of them named %s".formatted(named.size(), wanted))
                    .orElse(""),
                names(nodes)));
  }

  private static String line(Mistaken mistaken) {
    return "expected a Node, as `kubectl get node NAME -o yaml` prints it; line %d: %s"
        .formatted(mistaken.line(), mistaken.text());
  }

  private static String found(List<Map<?, ?>> objects) {
    return "expected a Node, as `kubectl get node NAME -o yaml` prints it, found "
        + (objects.isEmpty()
            ? "no object"
            : objects.stream()
                .map(NodeFile::kind)
                .distinct()
                .limit(SOME)
                .collect(Collectors.joining(", ")));
  }

  private static String kind(Map<?, ?> object) {
    return object.get("kind") instanceof String kind ? "a " + kind : "an object without a kind";
  }

  private static String names(List<Map<?, ?>> nodes) {
    List<String> names = nodes.stream().flatMap(node -> name(node).stream()).distinct().toList();
    return names.isEmpty()
        ? ""
        : names.stream().limit(SOME).collect(Collectors.joining(", ", ": ", ""))
            + (names.size() > SOME ? ", ..." : "");
  }

  /** The objects of a document: those of a list, or the one that it is. */
  private static List<Map<?, ?>> objects(Object document) {
    if (!(document instanceof Map<?, ?> object)) {
      return List.of();
    }
    if (!(object.get("items") instanceof List<?> items)) {
      return List.of(object);
    }
    List<Map<?, ?>> objects = new ArrayList<>();
    for (Object item : items) {
      if (item instanceof Map<?, ?> one) {
        objects.add(one);
      }
    }
    return objects;
  }

  /** Whether it is a Node; one that is written by hand may have no kind. */
  private static boolean isNode(Map<?, ?> object) {
    return object.get("kind") instanceof String kind
        ? kind.equals("Node")
        : object.containsKey("metadata") || object.containsKey("status");
  }

  private static List<Object> parse(String text) throws Unreadable {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    List<Object> documents = new ArrayList<>();
    try {
      for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
        if (document != null) {
          documents.add(document);
        }
      }
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
    } catch (RuntimeException _) {
      // For some malformed escapes and numbers the parser throws exceptions that are not its own.
      throw new Unreadable("not YAML: it has a malformed escape or number");
    }
    return documents;
  }

  private static NodeFacts node(Map<?, ?> document) {
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

  private static Optional<String> name(Map<?, ?> item) {
    return map(item, "metadata").get("name") instanceof String name
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
              if (value != null && !(value instanceof Map) && !(value instanceof Collection)) {
                strings.put(String.valueOf(name), String.valueOf(value));
              }
            });
    return strings;
  }
}
