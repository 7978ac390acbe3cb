package io.hami.mock.cli;

import io.hami.mock.port.Nodes;
import java.nio.file.Path;
import java.util.Optional;

/** What the command line asks for. */
public sealed interface Command {
  /** A command that works, unlike one that only prints a text. */
  sealed interface Task extends Command {
    Options options();
  }

  /** Run as the node's device plugin. */
  record Run(Options options) implements Task {}

  /**
   * Run against an embedded kubelet and a simulated node.
   *
   * @param once print the table once and exit
   */
  record Simulate(Options options, boolean once) implements Task {}

  /**
   * Print what would be advertised, and why.
   *
   * @param nodeFile the Node object to explain; empty: the node of {@code options}, from the API
   *     server
   */
  record Explain(Options options, Optional<Path> nodeFile, Output output) implements Task {}

  /**
   * Remove from Nodes what this plugin has left on them; exit status 1 if something stays.
   *
   * @param scope which Nodes
   * @param dryRun print what would be removed, and write nothing
   */
  record Cleanup(Options options, Nodes.Scope scope, boolean dryRun) implements Task {}

  /** List the models of cards that an inventory can name; exit status 0. */
  record Profiles(Output output) implements Command {}

  /** Print {@code text} to stdout; exit status 0. */
  record Help(String text) implements Command {}

  /** Print {@code text} to stdout; exit status 0. */
  record Version(String text) implements Command {}

  /**
   * The command line is wrong: print {@code message} to stderr; exit status 2, as Go's flags do.
   */
  record Bad(String message) implements Command {}

  /** The output format of {@code explain} and {@code profiles}. */
  enum Output {
    TEXT,
    JSON
  }
}
