package io.hami.mock.simulator;

import io.hami.mock.model.KubernetesQuantity;
import io.hami.mock.model.NodeFacts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Prints a Node's resources: one line each, sorted by name, {@code pods} last. */
public final class AllocatableTable {
  private static final Comparator<String> ORDER =
      Comparator.<String, Boolean>comparing("pods"::equals)
          .thenComparing(Comparator.naturalOrder());

  private AllocatableTable() {}

  private record Row(String resource, String capacity, String allocatable) {}

  /** The table, with a line feed after each line; counts are written as plain numbers. */
  public static String render(NodeFacts node) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("RESOURCE", "CAPACITY", "ALLOCATABLE"));
    node.capacity().keySet().stream()
        .sorted(ORDER)
        .forEach(
            name ->
                rows.add(
                    new Row(
                        name,
                        figures(node.capacity().getOrDefault(name, "")),
                        figures(node.allocatable().getOrDefault(name, "")))));
    int resource = rows.stream().mapToInt(row -> row.resource().length()).max().orElse(0);
    int capacity = rows.stream().mapToInt(row -> row.capacity().length()).max().orElse(0);
    int allocatable = rows.stream().mapToInt(row -> row.allocatable().length()).max().orElse(0);
    String line = "%-" + resource + "s  %" + capacity + "s  %" + allocatable + "s\n";
    StringBuilder table = new StringBuilder();
    rows.forEach(
        row -> table.append(line.formatted(row.resource(), row.capacity(), row.allocatable())));
    return table.toString();
  }

  /** A quantity as a plain number without a suffix; unchanged if it cannot be parsed. */
  private static String figures(String quantity) {
    return KubernetesQuantity.parse(quantity).map(BigDecimal::toPlainString).orElse(quantity);
  }
}
