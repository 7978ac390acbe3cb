package io.hami.mock.app;

import io.hami.mock.app.ReadConfiguration.Source;
import io.hami.mock.cluster.NodeApi;
import io.hami.mock.cluster.NodeFile;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.discovery.Evidence;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.fault.Ailments;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Tuning;
import io.hami.mock.names.Ledger;
import io.hami.mock.names.Observations;
import io.hami.mock.plan.Planner;
import io.hami.mock.port.HardwareSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The {@code explain} command: the plan for a Node, made the same way as the running plugin makes
 * it.
 */
final class Explanation {
  private static final long HARDWARE_SECONDS = 30;

  /** What a Node that does not say it is explained for. */
  private static final KubeletVersion CURRENT = new KubeletVersion(1, 37);

  private Explanation() {}

  static String of(Command.Explain explain) throws BadInput {
    Options options = explain.options();
    Inputs.checkNames(options.seed().names());
    Map<ConfigKind, Source> texts = new EnumMap<>(ConfigKind.class);
    Seen seen =
        explain.nodeFile().isPresent()
            ? fromFile(explain.nodeFile().get(), options)
            : fromCluster(options, texts);
    NodeFacts node = seen.node();
    texts.putAll(ReadConfiguration.files(options.configs()));
    Vendors vendors = Plugin.vendors();
    Configuration configuration = ReadConfiguration.of(options.seed(), texts, vendors.names());
    PluginConfig own = configuration.plugin();
    Ledger names = new Ledger();
    names.look(Observations.of(node), 0);
    Plan plan =
        Planner.plan(
            vendors.discover(
                new Evidence(node, configuration, hardware(options), names::holder, Ailments.NONE)),
            new Tuning(
                own.factors(),
                Factors.NONE,
                own.routes(),
                own.topology(),
                seen.right(),
                node.kubelet().isKnown() ? node.kubelet() : CURRENT),
            Plan.EMPTY,
            names);
    return switch (explain.output()) {
      case TEXT -> rules(own, node) + PlanReport.text(plan);
      case JSON -> PlanReport.json(plan);
    };
  }

  /** What vendors' libraries say, where they are to be asked. */
  private static Map<String, Inspection> hardware(Options options) throws BadInput {
    Optional<HardwareSource> source = HardwareSources.of(options.hardware());
    if (source.isEmpty()) {
      return Map.of();
    }
    CompletableFuture<Map<String, Inspection>> first = new CompletableFuture<>();
    try (HardwareSource asked = source.get()) {
      asked.start(first::complete);
      return first.get(HARDWARE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      throw new BadInput("the hardware did not answer within " + HARDWARE_SECONDS + " s");
    } catch (ExecutionException failure) {
      throw new BadInput("the hardware cannot be asked: " + failure.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new BadInput("interrupted while the hardware was asked");
    }
  }

  /** Which rule of the inventory won on this Node, and why; nothing where there are no rules. */
  private static String rules(PluginConfig own, NodeFacts node) {
    List<String> why = own.inventory().inventory().choose(node).why();
    return why.isEmpty() ? "" : String.join("\n", why) + "\n\n";
  }

  /** A Node, and whether its status may be written. */
  private record Seen(NodeFacts node, StatusRight right) {}

  private static Seen fromFile(Path file, Options options) throws BadInput {
    try {
      return new Seen(
          NodeFile.read(Inputs.text(file), options.nodeName()),
          new StatusRight.Missing("a file says nothing of rights"));
    } catch (NodeFile.Unreadable unreadable) {
      throw new BadInput(file + ": " + unreadable.getMessage());
    }
  }

  private static StatusRight right(NodeApi nodes) {
    try {
      return nodes.statusRight();
    } catch (IOException failure) {
      return new StatusRight.Missing("the API server does not say: " + failure.getMessage());
    }
  }

  /** The Node, and the ConfigMaps that may be read into {@code texts}. */
  private static Seen fromCluster(Options options, Map<ConfigKind, Source> texts) throws BadInput {
    try {
      return Plugin.ask(
          Inputs.nodeName(options),
          Inputs.kubeconfig(options),
          (nodes, maps) -> {
            Seen seen = new Seen(nodes.facts(), right(nodes));
            texts.putAll(ConfigSources.read(options.configs(), maps));
            return seen;
          });
    } catch (IOException failure) {
      throw new BadInput("cannot read the Node: " + failure.getMessage());
    }
  }
}
