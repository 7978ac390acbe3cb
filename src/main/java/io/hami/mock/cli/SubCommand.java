package io.hami.mock.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The words for all commands other than running as the node's device plugin. */
enum SubCommand {
  CLEANUP("cleanup", "remove from Nodes what this plugin has left on them"),
  EXPLAIN("explain", "say what this node would advertise, and why"),
  PROFILES("profiles", "list the models of cards that an inventory can name"),
  SIMULATE("simulate", "run against an embedded kubelet and a simulated node");

  private final String text;
  private final String description;

  SubCommand(String text, String description) {
    this.text = text;
    this.description = description;
  }

  String description() {
    return description;
  }

  @Override
  public String toString() {
    return text;
  }

  static Optional<SubCommand> named(String text) {
    return Arrays.stream(values()).filter(command -> command.text.equals(text)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(SubCommand::toString).toList();
  }
}
