package io.hami.mock.config;

import java.util.List;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Describes a node of the YAML file for a problem's message. */
final class Found {
  private static final int LONGEST = 60;

  private Found() {}

  /**
   * The meaning of a scalar; for a node that is no scalar a text, which only a key that takes text
   * accepts.
   */
  static Scalar scalar(Node node) {
    return node instanceof ScalarNode scalar ? Scalar.of(scalar) : new Scalar.Text();
  }

  static boolean isNull(Node node) {
    return scalar(node) instanceof Scalar.Null;
  }

  static MappingNode emptyMapping(Node at) {
    return new MappingNode(
        Tag.MAP, true, List.of(), at.getStartMark(), at.getEndMark(), FlowStyle.FLOW);
  }

  static String describe(Node node) {
    return switch (node) {
      case MappingNode _ -> "a mapping of keys to values";
      case SequenceNode _ -> "a list";
      case ScalarNode scalar -> describe(scalar);
      default -> "something else";
    };
  }

  private static String describe(ScalarNode node) {
    String text = shortened(node.getValue());
    return switch (Scalar.of(node)) {
      case Scalar.Null _ -> "nothing";
      case Scalar.Bool _ -> "the boolean " + text;
      case Scalar.Whole _, Scalar.Real _ -> "the number " + text;
      case Scalar.Text _ -> {
        boolean quotesMatter =
            !node.isPlain() && !(Scalar.of(node.getValue()) instanceof Scalar.Text);
        yield "the text \"%s\"%s".formatted(text, quotesMatter ? " (the quotes make it text)" : "");
      }
    };
  }

  static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
