package io.hami.mock.chart;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The comments of values.yaml, and the table of them in the chart's README. */
final class ValuesTable {
  private static final Path README = Chart.SOURCE.resolve("README.md");
  private static final String BEGIN = "<!-- values: made from the comments of values.yaml -->\n";
  private static final String END = "<!-- end of values -->\n";
  private static final int LONGEST_DEFAULT = 60;

  /**
   * A value.
   *
   * @param comment empty where it has none
   * @param leaf whether it is no mapping of further values
   */
  record Row(String path, Object standard, String comment, boolean leaf) {
    String markdown() throws IOException {
      String json = new ObjectMapper().writeValueAsString(standard);
      String shown =
          !leaf ? "" : json.length() > LONGEST_DEFAULT ? "see values.yaml" : "`" + json + "`";
      return "| `%s` | %s | %s |\n".formatted(path, shown, comment.replace("|", "\\|"));
    }
  }

  private ValuesTable() {}

  /** All keys of all mappings in values.yaml, in its order; a list counts as one value. */
  static List<Row> rows() throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setProcessComments(true);
    Node root =
        new Yaml(options)
            .compose(new StringReader(Files.readString(Chart.SOURCE.resolve("values.yaml"))));
    List<Row> rows = new ArrayList<>();
    add("", (MappingNode) root, rows);
    return rows;
  }

  private static void add(String parent, MappingNode mapping, List<Row> rows) {
    List<CommentLine> ofFirst = mapping.getBlockComments();
    for (NodeTuple tuple : mapping.getValue()) {
      String path = parent + ((ScalarNode) tuple.getKeyNode()).getValue();
      List<CommentLine> lines = tuple.getKeyNode().getBlockComments();
      String comment = comment(lines == null || lines.isEmpty() ? ofFirst : lines);
      ofFirst = List.of();
      boolean inner =
          tuple.getValueNode() instanceof MappingNode value && !value.getValue().isEmpty();
      rows.add(new Row(path, Standard.of(tuple.getValueNode()), comment, !inner));
      if (inner && tuple.getValueNode() instanceof MappingNode value) {
        add(path + ".", value, rows);
      }
    }
  }

  private static String comment(List<CommentLine> lines) {
    return lines == null
        ? ""
        : lines.stream()
            .map(line -> line.getValue().strip())
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining(" "))
            .replaceFirst("^-- ", "");
  }

  /** The value of a node. */
  private static final class Standard extends SafeConstructor {
    private Standard() {
      super(new LoaderOptions());
    }

    static Object of(Node node) {
      return new Standard().constructObject(node);
    }
  }

  static String table() throws IOException {
    StringBuilder table = new StringBuilder("| value | default | |\n| --- | --- | --- |\n");
    for (Row row : rows()) {
      table.append(row.markdown());
    }
    return table.toString();
  }

  /** The README with the table that belongs into it. */
  static String readme() throws IOException {
    String readme = Files.readString(README);
    return readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length())
        + "\n"
        + table()
        + "\n"
        + readme.substring(readme.indexOf(END));
  }

  /** Writes the table into the README. */
  static void write() throws IOException {
    Files.writeString(README, readme());
  }
}
