package io.hami.mock.annotation;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which numbers of the Node's status are this plugin's, as it says on the Node itself: after a
 * restart nothing else would tell them from others'.
 */
public final class StatusMark {
  /** The annotation that holds the names, with commas between them. */
  public static final String KEY = "mock.hami.io/node-status";

  private StatusMark() {}

  /** The names that {@code node} has in it. What cannot be a name is passed over. */
  public static Set<ResourceName> of(NodeFacts node) {
    return Arrays.stream(node.annotation(KEY).orElse("").split(",", -1))
        .filter(name -> ResourceName.violation(name).isEmpty())
        .map(ResourceName::parse)
        .collect(Collectors.toSet());
  }

  /** As the annotation has it; empty for none. */
  public static String text(Set<ResourceName> names) {
    return String.join(
        ",",
        names.stream().map(ResourceName::toString).collect(Collectors.toCollection(TreeSet::new)));
  }
}
