package io.hami.mock.cli;

import io.hami.mock.model.TextTable;
import io.hami.mock.port.CleanedNode;
import io.hami.mock.port.CleanedNode.Item;
import io.hami.mock.port.CleanedNode.Outcome;
import io.hami.mock.port.Leftover;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the {@code cleanup} command prints, and what it counts. Not thread-safe. */
public final class CleanupReport {
  private final Set<String> nodes = new HashSet<>();
  private int annotations;
  private int numbers;
  private int failures;

  /** The text about one Node; empty where nothing was left. */
  public String of(CleanedNode node) {
    if (node.items().isEmpty()) {
      return "";
    }
    node.items().forEach(item -> count(node.name(), item));
    String table = TextTable.of(node.items().stream().map(CleanupReport::row).toList());
    return node.name() + "\n" + table.indent(2);
  }

  /** Whether something is still there that should be gone. */
  public boolean isFailed() {
    return failures > 0;
  }

  /**
   * The last line.
   *
   * @param seen how many Nodes were looked at
   * @param dryRun whether nothing was written
   */
  public String summary(int seen, boolean dryRun) {
    String what =
        annotations + numbers == 0
            ? "nothing %s".formatted(dryRun ? "to remove" : "removed")
            : "%s and %s on %s %s"
                .formatted(
                    count(annotations, "annotation"),
                    count(numbers, "number"),
                    count(nodes.size(), "Node"),
                    dryRun ? "would be removed; nothing was changed" : "removed");
    return "%s; %s looked at%s%n"
        .formatted(
            what,
            count(seen, "Node"),
            isFailed() ? "; %s could not be removed".formatted(count(failures, "thing")) : "");
  }

  private void count(String node, Item item) {
    switch (item.outcome()) {
      case Outcome.Removed(), Outcome.Found() -> {
        nodes.add(node);
        switch (item.what()) {
          case Leftover.Annotation _ -> annotations++;
          case Leftover.Quantity _ -> numbers++;
        }
      }
      case Outcome.Kept _ -> {}
      case Outcome.Failed _ -> failures++;
    }
  }

  private static String count(int count, String one) {
    return "%,d %s%s".formatted(count, one, count == 1 ? "" : "s");
  }

  private static List<String> row(Item item) {
    String kind =
        switch (item.what()) {
          case Leftover.Annotation _ -> "annotation";
          case Leftover.Quantity _ -> "number";
        };
    return List.of(kind, item.what().name(), value(item.what()), outcome(item.outcome()));
  }

  /** The value of an annotation is left out, since it may have thousands of characters. */
  private static String value(Leftover what) {
    return switch (what) {
      case Leftover.Annotation _ -> "";
      case Leftover.Quantity number -> number.capacity().or(number::allocatable).orElse("");
    };
  }

  private static String outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Removed() -> "removed";
      case Outcome.Found() -> "would be removed";
      case Outcome.Kept(String by) -> "kept: " + by + " has written it since";
      case Outcome.Failed(String why) -> "not removed: " + why;
    };
  }
}
