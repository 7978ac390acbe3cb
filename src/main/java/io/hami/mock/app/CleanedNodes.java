package io.hami.mock.app;

import io.hami.mock.cli.BadInput;
import io.hami.mock.cli.CleanupReport;
import io.hami.mock.cli.Command;
import io.hami.mock.cluster.ClusterNodes;
import io.hami.mock.node.Cleanup;
import io.hami.mock.port.Nodes;
import io.hami.mock.port.Nodes.Scope;
import java.io.IOException;
import java.io.PrintStream;

/** The {@code cleanup} command. */
final class CleanedNodes {
  private CleanedNodes() {}

  /**
   * Removes what this plugin has left, and prints it.
   *
   * @return whether nothing is left
   */
  static boolean clean(Command.Cleanup command, PrintStream out, PrintStream err)
      throws BadInput, InterruptedException {
    Nodes nodes = new ClusterNodes(Inputs.apiClient(command.options()));
    CleanupReport report = new CleanupReport();
    Cleanup cleanup = new Cleanup(nodes, Thread::sleep, node -> out.print(report.of(node)));
    try {
      int seen = cleanup.run(command.scope(), command.dryRun());
      if (seen == 0 && command.scope() instanceof Scope.One(String name)) {
        throw new BadInput(
            "flag -node: there is no Node %s; `kubectl get nodes` lists those that there are"
                .formatted(name));
      }
      out.print(report.summary(seen, command.dryRun()));
      return !report.isFailed();
    } catch (Nodes.BadSelectorException bad) {
      throw new BadInput("flag -selector: " + bad.getMessage());
    } catch (IOException failure) {
      err.println("cannot read the Nodes: " + failure.getMessage());
      return false;
    }
  }
}
