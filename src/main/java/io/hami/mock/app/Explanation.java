package io.hami.mock.app;

import io.hami.mock.cluster.NodeFile;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.Form;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Tuning;
import io.hami.mock.plan.Planner;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The {@code explain} command: the plan for a Node, made the same way as the running plugin makes
 * it.
 */
final class Explanation {
  private Explanation() {}

  static String of(Command.Explain explain) throws BadInput {
    Form form = Inputs.form(explain.options());
    NodeFacts node =
        explain.nodeFile().isPresent()
            ? fromFile(explain.nodeFile().get(), explain.options())
            : fromCluster(explain.options());
    Plan plan =
        Planner.plan(
            Plugin.vendors().discover(node, new Configuration(form, PluginConfig.DEFAULTS)),
            Tuning.NONE,
            Plan.EMPTY);
    return switch (explain.output()) {
      case TEXT -> PlanReport.text(plan);
      case JSON -> PlanReport.json(plan);
    };
  }

  private static NodeFacts fromFile(Path file, Options options) throws BadInput {
    try {
      return NodeFile.read(Inputs.text(file), options.nodeName());
    } catch (NodeFile.Unreadable unreadable) {
      throw new BadInput(file + ": " + unreadable.getMessage());
    }
  }

  private static NodeFacts fromCluster(Options options) throws BadInput {
    try {
      return Plugin.look(Inputs.nodeName(options), Inputs.kubeconfig(options));
    } catch (IOException failure) {
      throw new BadInput("cannot read the Node: " + failure.getMessage());
    }
  }
}
