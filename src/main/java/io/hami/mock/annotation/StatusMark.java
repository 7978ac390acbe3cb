package io.hami.mock.annotation;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which numbers in the Node's status this plugin has written. The plugin records their names in an
 * annotation on the Node: after a restart they could not be told from those of other writers
 * otherwise.
 */
public final class StatusMark {
  /** The annotation that holds the names, separated by commas. */
  public static final String KEY = "mock.hami.io/node-status";

  private StatusMark() {}

  /** The names in the annotation of {@code node}. Texts that are no resource name are skipped. */
  public static Set<ResourceName> of(NodeFacts node) {
    return Arrays.stream(node.annotation(KEY).orElse("").split(",", -1))
        .filter(name -> ResourceName.violation(name).isEmpty())
        .map(ResourceName::parse)
        .collect(Collectors.toSet());
  }

  /** The value of the annotation; empty for no names. */
  public static String text(Set<ResourceName> names) {
    return String.join(
        ",",
        names.stream().map(ResourceName::toString).collect(Collectors.toCollection(TreeSet::new)));
  }
}
