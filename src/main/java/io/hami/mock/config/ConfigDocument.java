package io.hami.mock.config;

import io.hami.mock.config.Findings.Place;
import io.hami.mock.model.Mistaken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Finds the config in a file: the file itself, or a ConfigMap manifest around it, alone, in a list,
 * or among other manifests.
 */
final class ConfigDocument {
  private final String yaml;
  private final ConfigKind kind;
  private final Findings findings;

  private ConfigDocument(String yaml, ConfigKind kind, Findings findings) {
    this.yaml = yaml;
    this.kind = kind;
    this.findings = findings;
  }

  /** The root of the config; empty where there is none, or where {@code findings} says why. */
  static Optional<Node> read(String yaml, ConfigKind kind, Findings findings) {
    return new ConfigDocument(yaml, kind, findings).read();
  }

  private Optional<Node> read() {
    Mistaken.find(yaml)
        .ifPresent(
            mistaken ->
                findings.suspect(
                    new Problem("", mistaken.line(), 1, mistaken.text(), Optional.empty())));
    Findings alone = findings.fresh();
    Optional<Node> first = YamlDocument.read(yaml, alone);
    boolean isManifest = first.flatMap(ConfigDocument::manifest).isPresent();
    Findings together = findings.fresh();
    List<Manifest> manifests =
        isManifest || first.filter(Found::isNull).isPresent()
            ? YamlDocument.all(yaml, together).stream().flatMap(ConfigDocument::manifests).toList()
            : List.of();
    if (manifests.isEmpty()) {
      findings.addAll(isManifest ? together : alone);
      return isManifest ? Optional.empty() : first;
    }
    return among(manifests);
  }

  /** An object of Kubernetes. */
  private record Manifest(String kind, MappingNode node) {
    Optional<Node> member(String key) {
      return ConfigDocument.member(node, key);
    }

    Place place() {
      return new Place("", Optional.of(node.getStartMark()));
    }
  }

  private static Optional<Manifest> manifest(Node node) {
    return node instanceof MappingNode mapping
            && Stream.of("apiVersion", "metadata", "items")
                .anyMatch(key -> member(mapping, key).isPresent())
        ? member(mapping, "kind")
            .flatMap(ConfigDocument::text)
            .map(kind -> new Manifest(kind, mapping))
        : Optional.empty();
  }

  /** The manifest, or those of a list that has some. */
  private static Stream<Manifest> manifests(Node document) {
    return manifest(document).stream()
        .flatMap(
            one -> {
              List<Manifest> items =
                  one.kind().endsWith("List")
                          && one.member("items").orElse(null) instanceof SequenceNode list
                      ? list.getValue().stream()
                          .map(ConfigDocument::manifest)
                          .flatMap(Optional::stream)
                          .toList()
                      : List.of();
              return items.isEmpty() ? Stream.of(one) : items.stream();
            });
  }

  private Optional<Node> among(List<Manifest> manifests) {
    List<ScalarNode> texts = new ArrayList<>();
    List<Manifest> maps = manifests.stream().filter(one -> one.kind().equals("ConfigMap")).toList();
    for (Manifest map : maps) {
      map.member("data")
          .flatMap(data -> member(data, kind.key()))
          .filter(ScalarNode.class::isInstance)
          .map(ScalarNode.class::cast)
          .ifPresent(texts::add);
    }
    if (texts.size() == 1) {
      return YamlDocument.read(within(texts.getFirst()), findings);
    }
    findings.problem(
        (maps.isEmpty() ? manifests : maps).getLast().place(),
        maps.isEmpty() ? noMap(manifests) : texts.isEmpty() ? noKey(maps) : severalKeys(texts));
    return Optional.empty();
  }

  private String noMap(List<Manifest> manifests) {
    return "%s was expected, alone or in a ConfigMap manifest, found manifests of the kind %s%s"
        .formatted(
            kind,
            manifests.stream().map(Manifest::kind).distinct().collect(Collectors.joining(", ")),
            manifests.stream().anyMatch(one -> one.kind().equals("Node"))
                ? "; give a Node to `explain` with the flag -node-file"
                : "");
  }

  private String severalKeys(List<ScalarNode> texts) {
    return "%d ConfigMaps with the key '%s' were found, one was expected; leave the others out"
        .formatted(texts.size(), kind.key());
  }

  private String noKey(List<Manifest> maps) {
    List<String> keys =
        maps.stream()
            .flatMap(map -> map.member("data").stream())
            .flatMap(ConfigDocument::keys)
            .toList();
    for (ConfigKind other : ConfigKind.values()) {
      if (other != kind && keys.contains(other.key())) {
        return "this ConfigMap has %s, and %s was expected here; the flag of %1$s is %s"
            .formatted(other.key(), kind.key(), other.fileFlag());
      }
    }
    boolean binary =
        maps.stream()
            .flatMap(map -> map.member("binaryData").stream())
            .anyMatch(data -> member(data, kind.key()).isPresent());
    return binary
        ? "'%s' is under binaryData, so it was not UTF-8 text; make the ConfigMap of a UTF-8 file"
            .formatted(kind.key())
        : "a ConfigMap with the key '%s' under data was expected, found %s; put the config under that key, or give it alone"
            .formatted(
                kind.key(), keys.isEmpty() ? "no keys" : "the keys " + String.join(", ", keys));
  }

  /**
   * The text of a ConfigMap, moved to the line and column at which the file has it, so that
   * problems are reported there. That is done for a block with {@code |}, whose lines are those of
   * the file, and where no line has a meaning only at the first column.
   */
  private String within(ScalarNode node) {
    String text = node.getValue();
    if (node.getScalarStyle() != ScalarStyle.LITERAL
        || text.lines()
            .anyMatch(
                line -> line.startsWith("---") || line.startsWith("...") || line.startsWith("%"))) {
      return text;
    }
    int above = node.getStartMark().getLine() + 1;
    int indent =
        yaml.lines()
                .skip(above)
                .filter(line -> !line.isBlank())
                .mapToInt(ConfigDocument::indent)
                .findFirst()
                .orElse(0)
            - text.lines()
                .filter(line -> !line.isBlank())
                .mapToInt(ConfigDocument::indent)
                .findFirst()
                .orElse(0);
    return "\n".repeat(above)
        + text.lines()
            .map(line -> " ".repeat(Math.max(0, indent)) + line)
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static Optional<Node> member(Node node, String key) {
    return node instanceof MappingNode mapping
        ? mapping.getValue().stream()
            .filter(entry -> text(entry.getKeyNode()).filter(key::equals).isPresent())
            .map(NodeTuple::getValueNode)
            .findFirst()
        : Optional.empty();
  }

  private static Stream<String> keys(Node node) {
    return node instanceof MappingNode mapping
        ? mapping.getValue().stream().map(NodeTuple::getKeyNode).flatMap(key -> text(key).stream())
        : Stream.empty();
  }

  private static Optional<String> text(Node node) {
    return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
  }
}
