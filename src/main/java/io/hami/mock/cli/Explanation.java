package io.hami.mock.cli;

import io.hami.mock.cli.Command.Output;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.MissingConfig;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.fault.Ailments;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.StatusRight;
import io.hami.mock.names.Ledger;
import io.hami.mock.names.Observations;
import io.hami.mock.names.UnaccountedNumbers;
import io.hami.mock.plan.Decision;
import io.hami.mock.plan.Snapshot;
import io.hami.mock.port.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code explain} command: computes the plan for a Node in the same way as the running plugin.
 */
public final class Explanation {
  /** The kubelet version that is assumed for a Node that does not have one. */
  private static final KubeletVersion CURRENT = new KubeletVersion(1, 37);

  private static final Logger log = LoggerFactory.getLogger(Explanation.class);

  private Explanation() {}

  /**
   * What is known of a Node.
   *
   * @param right whether its status may be written
   * @param hardware what vendors' libraries report; nothing where they are not asked
   * @param missing the configs that were looked for and do not exist
   * @param checkpoint of its kubelet, from which the owners of names are known; empty when the
   *     command runs on another machine
   */
  public record Seen(
      NodeFacts node,
      StatusRight right,
      Map<String, Inspection> hardware,
      Optional<Checkpoint> checkpoint,
      List<MissingConfig> missing) {
    public Seen {
      hardware = Map.copyOf(hardware);
      missing = List.copyOf(missing);
    }

    /** A Node whose configs are all there. */
    public Seen(
        NodeFacts node,
        StatusRight right,
        Map<String, Inspection> hardware,
        Optional<Checkpoint> checkpoint) {
      this(node, right, hardware, checkpoint, List.of());
    }
  }

  /** The text for stdout. */
  public static String of(Seen seen, Configuration configuration, Vendors vendors, Output output) {
    NodeFacts node = seen.node();
    PluginConfig own = configuration.plugin();
    Ledger names = new Ledger();
    Observations observations =
        new Observations(
            node, true, seen.checkpoint().orElse(Checkpoint.UNREADABLE), Map.of(), Map.of());
    names.look(observations, 0);
    Snapshot snapshot =
        new Snapshot(
            node,
            configuration,
            seen.hardware(),
            Ailments.NONE,
            Factors.NONE,
            seen.right(),
            node.kubelet().isKnown() ? node.kubelet() : CURRENT,
            seen.missing(),
            true);
    Plan decided = Decision.of(vendors, snapshot, names, Optional.empty()).plan();
    Plan plan =
        seen.checkpoint().isPresent()
            ? decided
            : new UnaccountedNumbers(observations).without(decided);
    return switch (output) {
      case TEXT -> rules(own, node) + PlanReport.text(plan);
      case JSON -> {
        // Programs read the list on stdout.
        plan.notices().forEach(notice -> log.warn(notice.text()));
        yield PlanReport.json(plan);
      }
    };
  }

  /**
   * Which rule of the inventory applies to this Node, and why; nothing where there are no rules.
   */
  private static String rules(PluginConfig own, NodeFacts node) {
    List<String> why = own.inventory().inventory().choose(node).why();
    return why.isEmpty() ? "" : String.join("\n", why) + "\n\n";
  }
}
